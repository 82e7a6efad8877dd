using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>A step of a fused GRU.</summary>
internal static class GruCell
{
    /// <summary>Gives the reset gate, the update gate, the candidate and the output.</summary>
    public static IReadOnlyList<object> Run(HostArguments arguments)
    {
        var (x, state) = (FloatMatrix.Read(arguments.Tensor(0)), FloatMatrix.Read(arguments.Tensor(1)));
        var (gates, candidates) = (FloatMatrix.Read(arguments.Tensor(2)), FloatMatrix.Read(arguments.Tensor(3)));
        var (gateBias, bias) = (arguments.Tensor(4).AsSpan<float>().ToArray(), arguments.Tensor(5).AsSpan<float>().ToArray());
        var units = state.Columns;
        if (x.Rows != state.Rows || gates.Rows != x.Columns + units || gates.Columns != 2 * units || candidates.Rows != gates.Rows || candidates.Columns != units || gateBias.Length != 2 * units || bias.Length != units)
        {
            throw Shapes.Invalid($"The weights do not fit {x.Columns} inputs and {units} units");
        }

        float[][] outputs = [.. Enumerable.Range(0, 4).Select(_ => new float[state.Rows * units])];
        for (var row = 0; row < x.Rows; row++)
        {
            Run(x.Row(row), state.Row(row), (gates, gateBias), (candidates, bias), Array.ConvertAll(outputs, values => values.AsMemory(row * units, units)));
        }

        return Array.ConvertAll(outputs, values => Tensor.Create<float>([state.Rows, units], values));
    }

    private static void Run(ReadOnlySpan<float> x, ReadOnlySpan<float> state, (FloatMatrix Matrix, float[] Bias) gates, (FloatMatrix Matrix, float[] Bias) candidates, Memory<float>[] outputs)
    {
        var units = state.Length;
        var sums = gates.Matrix.Product(x, state, gates.Bias);
        var reset = outputs[0].Span;
        var update = outputs[1].Span;
        var candidate = outputs[2].Span;
        var output = outputs[3].Span;
        var kept = new float[units];
        for (var unit = 0; unit < units; unit++)
        {
            (reset[unit], update[unit]) = (LstmCell.Sigmoid(sums[unit]), LstmCell.Sigmoid(sums[units + unit]));
            kept[unit] = state[unit] * reset[unit];
        }

        var next = candidates.Matrix.Product(x, kept, candidates.Bias);
        for (var unit = 0; unit < units; unit++)
        {
            candidate[unit] = MathF.Tanh(next[unit]);
            output[unit] = (update[unit] * state[unit]) + ((1 - update[unit]) * candidate[unit]);
        }
    }
}
