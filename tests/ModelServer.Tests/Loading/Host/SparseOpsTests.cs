using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

public sealed class SparseOpsTests
{
    private static readonly (string, AttrValue) Float = ("T", Attributes.Of(DataType.DtFloat));
    private static readonly Tensor Rows = Tensor.Create([4, 2], 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f);

    [Fact]
    public void Run_Unique_KeepsTheFirstOfEach()
    {
        var results = HostRun.Run("UniqueWithCounts", [Texts.Of("b", "a", "b", "")], [DataType.DtString, DataType.DtInt64, DataType.DtInt64], Texts.Type, ("out_idx", Attributes.Of(DataType.DtInt64)));
        var numbers = HostRun.Run("Unique", [Tensor.Create([4], 7L, 3, 7, 7)], [DataType.DtInt64, DataType.DtInt32], ("T", Attributes.Of(DataType.DtInt64)));

        Assert.Equal(["string[3] b a", "int64[4] 0 1 0 2", "int64[3] 2 1 1"], results.Select(HostRun.Show));
        Assert.Equal(["int64[2] 7 3", "int32[4] 0 1 0 0"], numbers.Select(HostRun.Show));
    }

    [Fact]
    public void Run_FillEmptyRows_GivesEachRowAValue()
    {
        DataType[] types = [DataType.DtInt64, DataType.DtString, DataType.DtBool, DataType.DtInt64];
        var results = HostRun.Run("SparseFillEmptyRows", [Tensor.Create([3, 2], 2L, 1, 0, 0, 2, 3), Texts.Of("c", "a", "d"), Tensor.Create([2], 4L, 5), Tensor.FromStrings([], "?")], types, Texts.Type);

        Assert.Equal(["int64[5,2] 0 0 1 0 2 1 2 3 3 0", "string[5] a ? c d ?", "bool[4] F T F T", "int64[3] 2 0 3"], results.Select(HostRun.Show));
        Assert.Equal(
            "indices(0, 0) is invalid: 4 >= 4",
            HostRun.Refusal("SparseFillEmptyRows", [Tensor.Create([1, 2], 4L, 0), Texts.Of("x"), Tensor.Create([2], 4L, 5), Tensor.FromStrings([], "?")], DataType.DtInt64, Texts.Type));
    }

    [Fact]
    public void Run_SparseReorder_SortsByRowAndColumn()
    {
        var results = HostRun.Run("SparseReorder", [Tensor.Create([4, 2], 2L, 0, 0, 9, 10, 1, 0, 3), Texts.Of("c", "b", "d", "a"), Tensor.Create([2], 11L, 10)], [DataType.DtInt64, DataType.DtString], Texts.Type);
        var none = HostRun.Run("SparseReorder", [Tensor.Create<long>([0, 2]), Tensor.Create<float>([0]), Tensor.Create([2], 3L, 3)], [DataType.DtInt64, DataType.DtFloat], Float);

        Assert.Equal(["int64[4,2] 0 3 0 9 2 0 10 1", "string[4] a b c d"], results.Select(HostRun.Show));
        Assert.Equal(["int64[0,2]", "float[0]"], none.Select(HostRun.Show));
    }

    [Fact]
    public void Run_SparseReshape_KeepsThePlaces()
    {
        var results = HostRun.Run("SparseReshape", [Tensor.Create([2, 2], 0L, 2, 1, 1), Tensor.Create([2], 2L, 3), Tensor.Create([2], 3L, -1)], [DataType.DtInt64, DataType.DtInt64]);

        Assert.Equal(["int64[2,2] 1 0 2 0", "int64[2] 3 2"], results.Select(HostRun.Show));
    }

    [Fact]
    public void Run_SparseToDense_PutsValuesOverTheDefault()
    {
        Tensor[] matrix = [Tensor.Create([2, 2], 0L, 1, 1, 0), Tensor.Create([2], 2L, 2), Texts.Of("x", "y"), Tensor.FromStrings([], "")];

        Assert.Equal("string[2,2]  x y", HostRun.Single("SparseToDense", matrix, DataType.DtString, Texts.Type).Show());
        Assert.Equal("float[3] 0 5 5", HostRun.Single("SparseToDense", [Tensor.Create([2], 1L, 2), Tensor.Create([1], 3L), Tensor.Scalar(5f), Tensor.Scalar(0f)], DataType.DtFloat, Float).Show());
        Assert.StartsWith("indices[0] = [3] is out of bounds", HostRun.Refusal("SparseToDense", [Tensor.Create([1], 3L), Tensor.Create([1], 3L), Tensor.Scalar(5f), Tensor.Scalar(0f)], DataType.DtFloat, Float), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SparseSegments_CombineTheRowsNamed()
    {
        Tensor[] inputs = [Rows, Tensor.Create([3], 0, 3, 1), Tensor.Create([3], 0, 0, 2)];
        var root = 8 / MathF.Sqrt(2);

        Assert.Equal("float[3,2] 8 10 0 0 3 4", HostRun.Single("SparseSegmentSum", inputs, DataType.DtFloat, Float).Show());
        Assert.Equal("float[3,2] 4 5 0 0 3 4", HostRun.Single("SparseSegmentMean", inputs, DataType.DtFloat, Float).Show());
        Assert.Equal(root, HostRun.Single("SparseSegmentSqrtN", inputs, DataType.DtFloat, Float).AsSpan<float>()[0], 1e-5f);
        Assert.Equal("float[4,2] 8 10 0 0 3 4 0 0", HostRun.Single("SparseSegmentSumWithNumSegments", [.. inputs, Tensor.Scalar(4)], DataType.DtFloat, Float).Show());
        Assert.Equal("float[0,2]", HostRun.Single("SparseSegmentMean", [Rows, Tensor.Create<int>([0]), Tensor.Create<int>([0])], DataType.DtFloat, Float).Show());
        Assert.Equal("segment ids are not increasing", HostRun.Refusal("SparseSegmentSum", [Rows, Tensor.Create([3], 0, 1, 2), Tensor.Create([3], 2, 1, 2)], DataType.DtFloat, Float));
        Assert.Equal("Segment indices[0] = 4 out of range [0, 4)", HostRun.Refusal("SparseSegmentSum", [Rows, Tensor.Create([1], 4), Tensor.Create([1], 0)], DataType.DtFloat, Float));
    }

    [Theory]
    [InlineData("SegmentSum", "float[2,2] 9 12 7 8")]
    [InlineData("SegmentMean", "float[2,2] 3 4 7 8")]
    [InlineData("SegmentMax", "float[2,2] 5 6 7 8")]
    [InlineData("SegmentMin", "float[2,2] 1 2 7 8")]
    [InlineData("SegmentProd", "float[2,2] 15 48 7 8")]
    public void Run_Segments_CombineNeighbours(string op, string expected) =>
        Assert.Equal(expected, HostRun.Single(op, [Rows, Tensor.Create([4], 0, 0, 0, 1)], DataType.DtFloat, Float).Show());

    [Fact]
    public void Run_SparseMath_SkipsWhatIsNotThere()
    {
        Tensor[] sparse = [Tensor.Create([3, 2], 0L, 1, 1, 0, 1, 3), Tensor.Create([3], 2f, 3f, -1f), Tensor.Create([2], 2L, 4)];

        Assert.Equal("float[2,2] 6 8 -4 -2", HostRun.Single("SparseTensorDenseMatMul", [.. sparse, Rows], DataType.DtFloat, Float).Show());
        Assert.Equal("float[4,2] 9 12 2 4 0 0 -3 -4", HostRun.Single("SparseTensorDenseMatMul", [.. sparse, Tensor.Create([2, 2], 1f, 2f, 3f, 4f)], DataType.DtFloat, Float, ("adjoint_a", Attributes.Of(true))).Show());
        Assert.Equal("float[2] 2 2", HostRun.Single("SparseReduceSum", [.. sparse, Tensor.Create([1], 1)], DataType.DtFloat, Float).Show());
        Assert.Equal("float[1,4] 3 2 0 -1", HostRun.Single("SparseReduceSum", [.. sparse, Tensor.Create([1], 0)], DataType.DtFloat, Float, ("keep_dims", Attributes.Of(true))).Show());
    }
}
