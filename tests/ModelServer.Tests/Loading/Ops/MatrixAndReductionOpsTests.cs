using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using ProtoType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

public sealed class MatrixAndReductionOpsTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Convert_MatMul_Transposes(bool transposeLeft, bool transposeRight)
    {
        var left = transposeLeft ? OpRun.Random(1, 3, 2) : OpRun.Random(1, 2, 3);
        var right = transposeRight ? OpRun.Random(2, 4, 3) : OpRun.Random(2, 3, 4);
        double Left(int i, int k) => left.Floats()[transposeLeft ? (k * 2) + i : (i * 3) + k];
        double Right(int k, int j) => right.Floats()[transposeRight ? (j * 3) + k : (k * 4) + j];
        var expected = from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 4) select Enumerable.Range(0, 3).Sum(k => Left(i, k) * Right(k, j));

        var result = OpRun.Single("MatMul", [left, right], [], OpRun.Float, ("transpose_a", Attributes.Of(transposeLeft)), ("transpose_b", Attributes.Of(transposeRight)));

        Close.To([2, 4], expected, result);
    }

    [Fact]
    public void Convert_BatchMatMul_MultipliesEachPair()
    {
        var left = OpRun.Random(1, 2, 1, 2);
        var right = OpRun.Random(2, 2, 2, 2);
        var (a, b) = (left.Floats(), right.Floats());
        var expected = from n in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 2) select Enumerable.Range(0, 2).Sum(k => (double)a[(n * 2) + k] * b[(n * 4) + (j * 2) + k]);

        Close.To([2, 1, 2], expected, OpRun.Single("BatchMatMulV2", [left, right], [], OpRun.Float, ("adj_y", Attributes.Of(true))));
    }

    [Theory]
    [InlineData("NHWC", 0, 1, 0, 1)]
    [InlineData("NCHW", 0, 0, 1, 1)]
    public void Convert_BiasAdd_AddsAlongTheChannels(string format, params int[] channels)
    {
        var value = format == "NHWC" ? Tensor.Create<float>([1, 1, 2, 2], new float[4]) : Tensor.Create<float>([1, 2, 1, 2], new float[4]);

        var result = OpRun.Single("BiasAdd", [value, Tensor.Create([2], 10f, 20f)], [], OpRun.Float, ("data_format", Attributes.Of(format)));

        Assert.Equal(channels.Select(channel => 10f * (channel + 1)), result.Floats());
    }

    [Theory]
    [InlineData("Sum")]
    [InlineData("Mean")]
    [InlineData("Max")]
    [InlineData("Min")]
    [InlineData("Prod")]
    public void Convert_Reduction_ReducesTheAxesGiven(string op)
    {
        var input = OpRun.Random(5, 2, 3, 4);
        Func<IEnumerable<double>, double> reference = op switch
        {
            "Sum" => Enumerable.Sum,
            "Mean" => Enumerable.Average,
            "Max" => Enumerable.Max,
            "Min" => Enumerable.Min,
            _ => values => values.Aggregate(1.0, (x, y) => x * y),
        };
        var expected = Enumerable.Range(0, 3).Select(j => reference(from i in Enumerable.Range(0, 2) from k in Enumerable.Range(0, 4) select (double)input.Floats()[(i * 12) + (j * 4) + k])).ToArray();

        Close.To([3], expected, OpRun.Single(op, [input, Tensor.Create([2], 0, -1)], [1], OpRun.Float));
        Close.To([1, 3, 1], expected, OpRun.Single(op, [input, Tensor.Create([2], 0, 2)], [], OpRun.Float, ("keep_dims", Attributes.Of(true))));
        Close.To([2, 3, 4], input.Floats().Select(x => (double)x), OpRun.Single(op, [input, Tensor.Create<int>([0])], [1], OpRun.Float));
    }

    [Fact]
    public void Convert_AllAndAny_ReduceBooleans()
    {
        Tensor[] inputs = [Tensor.Create([2, 2], true, false, true, true), Tensor.Scalar(1)];

        Assert.Equal([false, true], OpRun.Single("All", inputs, [1]).AsSpan<bool>().ToArray());
        Assert.Equal([true, true], OpRun.Single("Any", inputs, [1]).AsSpan<bool>().ToArray());
    }

    [Fact]
    public void Convert_ArgMax_GivesTheIndexInTheTypeAsked()
    {
        Tensor[] inputs = [Tensor.Create([2, 3], 1f, 5f, 2f, 9f, 0f, 3f), Tensor.Scalar(-1)];

        Assert.Equal([1L, 0], OpRun.Run("ArgMax", inputs, [1], [ProtoType.DtInt64], OpRun.Float)[0].AsSpan<long>().ToArray());
        Assert.Equal([0, 1], OpRun.Run("ArgMin", inputs, [1], [ProtoType.DtInt32], OpRun.Float, ("output_type", Attributes.Of(ProtoType.DtInt32)))[0].AsSpan<int>().ToArray());
    }

    [Fact]
    public void Convert_TopK_GivesValuesAndIndices()
    {
        var results = OpRun.Run("TopKV2", [Tensor.Create([1, 4], 3f, 9f, 1f, 5f), Tensor.Scalar(2)], [], [ProtoType.DtFloat, ProtoType.DtInt32], OpRun.Float);

        Assert.Equal([9f, 5f], results[0].Floats());
        Assert.Equal([1, 3], results[1].AsSpan<int>().ToArray());
    }

    [Theory]
    [InlineData(false, false, 1, 3, 6)]
    [InlineData(true, false, 0, 1, 3)]
    [InlineData(false, true, 6, 5, 3)]
    public void Convert_Cumsum_SumsAlongTheAxis(bool exclusive, bool reverse, params int[] expected)
    {
        var result = OpRun.Single("Cumsum", [Tensor.Create([3], 1f, 2f, 3f), Tensor.Scalar(0)], [1], OpRun.Float, ("exclusive", Attributes.Of(exclusive)), ("reverse", Attributes.Of(reverse)));

        Assert.Equal(expected.Select(value => (float)value), result.Floats());
    }
}
