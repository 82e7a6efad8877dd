using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Fused cells against their equations, written out in double.</summary>
public sealed class FusedCellTests
{
    private const int Rows = 2;
    private const int Inputs = 3;
    private const int Units = 2;

    private static readonly DataType[] Seven = [.. Enumerable.Repeat(DataType.DtFloat, 7)];

    [Theory]
    [InlineData(false, 1f, -1f)]
    [InlineData(true, 0.5f, 0.2f)]
    public void Run_LstmBlockCell_IsOneStep(bool looksAtState, float forgetBias, float clip)
    {
        Tensor[] inputs = [Random(1, Rows, Inputs), Random(2, Rows, Units), Random(3, Rows, Units), Random(4, Inputs + Units, 4 * Units), Random(5, Units), Random(6, Units), Random(7, Units), Random(8, 4 * Units)];

        var results = HostRun.Run("LSTMBlockCell", inputs, Seven, Float, ("use_peephole", Attributes.Of(looksAtState)), ("forget_bias", Attributes.Of(forgetBias)), ("cell_clip", Attributes.Of(clip)));

        for (var row = 0; row < Rows; row++)
        {
            var expected = Lstm(inputs[3..], Row(inputs[0], row), Row(inputs[1], row), Row(inputs[2], row), [0, 1, 2, 3], forgetBias, clip, looksAtState);
            AssertRow(expected, results, row);
        }
    }

    [Theory]
    [InlineData("BlockLSTM", new[] { 0, 1, 2, 3 }, 1f)]
    [InlineData("BlockLSTMV2", new[] { 0, 2, 1, 3 }, 0f)]
    public void Run_BlockLstm_GoesThroughTheSteps(string op, int[] gates, float forgetBias)
    {
        const int steps = 3;
        Tensor[] inputs =
        [
            Tensor.Scalar(2L), Random(1, steps, Rows, Inputs), Random(2, Rows, Units), Random(3, Rows, Units),
            Random(4, Inputs + Units, 4 * Units), Random(5, Units), Random(6, Units), Random(7, Units), Random(8, 4 * Units),
        ];

        var results = HostRun.Run(op, inputs, Seven, Float, ("cell_clip", Attributes.Of(0f)));

        for (var row = 0; row < Rows; row++)
        {
            var (state, output) = (Row(inputs[2], row), Row(inputs[3], row));
            for (var step = 0; step < 2; step++)
            {
                var expected = Lstm(inputs[4..], Row(inputs[1], (step * Rows) + row), state, output, gates, forgetBias, 0, false);
                AssertRow(expected, results, (step * Rows) + row);
                (state, output) = (expected[1], expected[6]);
            }

            Assert.All(results, result => Assert.All(Row(result, (2 * Rows) + row), value => Assert.Equal(0, value)));
        }
    }

    [Fact]
    public void Run_GruBlockCell_IsOneStep()
    {
        Tensor[] inputs = [Random(1, Rows, Inputs), Random(2, Rows, Units), Random(3, Inputs + Units, 2 * Units), Random(4, Inputs + Units, Units), Random(5, 2 * Units), Random(6, Units)];

        var results = HostRun.Run("GRUBlockCell", inputs, Seven[..4], Float);

        for (var row = 0; row < Rows; row++)
        {
            var (x, state) = (Row(inputs[0], row), Row(inputs[1], row));
            var gates = Product([.. x, .. state], inputs[2], inputs[4]).Select(Sigmoid).ToArray();
            var (reset, update) = (gates[..Units], gates[Units..]);
            var candidate = Product([.. x, .. state.Zip(reset, (h, r) => h * r)], inputs[3], inputs[5]).Select(Math.Tanh).ToArray();
            var next = Enumerable.Range(0, Units).Select(i => (update[i] * state[i]) + ((1 - update[i]) * candidate[i])).ToArray();
            AssertRow([reset, update, candidate, next], results, row);
        }
    }

    [Fact]
    public void Run_WeightsThatDoNotFit_AreRefused() => Assert.Equal(
        "w and b must be of 5 rows and 8 columns, got 4, 8 and 8",
        HostRun.Refusal(
            "LSTMBlockCell",
            [Random(1, Rows, Inputs), Random(2, Rows, Units), Random(3, Rows, Units), Random(4, 4, 8), Random(5, Units), Random(6, Units), Random(7, Units), Random(8, 8)],
            DataType.DtFloat,
            Float));

    private static (string, AttrValue) Float => ("T", Attributes.Of(DataType.DtFloat));

    private static double[][] Lstm(Tensor[] weights, double[] x, double[] state, double[] output, int[] gates, double forgetBias, double clip, bool looksAtState)
    {
        var sums = Product([.. x, .. output], weights[0], weights[4]);
        double[][] parts = [.. gates.Select(gate => sums[(gate * Units)..((gate + 1) * Units)])];
        var looks = weights[1..4].Select(weight => Array.ConvertAll(weight.AsSpan<float>().ToArray(), value => looksAtState ? value : 0.0)).ToArray();
        var i = Each(unit => Sigmoid(parts[0][unit] + (looks[0][unit] * state[unit])));
        var candidate = Each(unit => Math.Tanh(parts[1][unit]));
        var f = Each(unit => Sigmoid(parts[2][unit] + forgetBias + (looks[1][unit] * state[unit])));
        var next = Each(unit => (candidate[unit] * i[unit]) + (f[unit] * state[unit]) is var sum && clip > 0 ? Math.Clamp(sum, -clip, clip) : (candidate[unit] * i[unit]) + (f[unit] * state[unit]));
        var o = Each(unit => Sigmoid(parts[3][unit] + (looks[2][unit] * next[unit])));
        return [i, next, f, o, candidate, Each(unit => Math.Tanh(next[unit])), Each(unit => Math.Tanh(next[unit]) * o[unit])];

        static double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, Units).Select(value)];
    }

    private static double[] Product(double[] vector, Tensor matrix, Tensor bias)
    {
        var columns = (int)matrix.Shape[1];
        var (values, start) = (matrix.AsSpan<float>().ToArray(), bias.AsSpan<float>().ToArray());
        return [.. Enumerable.Range(0, columns).Select(column => start[column] + vector.Select((value, row) => value * values[(row * columns) + column]).Sum())];
    }

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));

    private static double[] Row(Tensor tensor, int row)
    {
        var width = (int)tensor.Shape[^1];
        return Array.ConvertAll(tensor.AsSpan<float>().Slice(row * width, width).ToArray(), value => (double)value);
    }

    private static void AssertRow(double[][] expected, Tensor[] results, int row)
    {
        for (var output = 0; output < expected.Length; output++)
        {
            Assert.All(expected[output].Zip(Row(results[output], row)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    private static Tensor Random(int seed, params long[] shape)
    {
        var random = new Random(seed);
        return Tensor.Create<float>(shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (all, size) => all * size)).Select(_ => (random.NextSingle() * 2) - 1)]);
    }
}
