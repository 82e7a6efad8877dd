using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

public sealed class RaggedOpsTests
{
    private static readonly (string, AttrValue) Int64 = ("T", Attributes.Of(DataType.DtInt64));

    [Fact]
    public void Run_RaggedToTensor_PadsAndCuts()
    {
        var values = Tensor.Create([6], 1L, 2, 3, 4, 5, 6);
        var splits = Tensor.Create([5], 0L, 3, 3, 4, 6);

        Assert.Equal("int64[4,3] 1 2 3 0 0 0 4 0 0 5 6 0", ToTensor(Tensor.Create([2], -1L, -1), values, Tensor.Scalar(0L), ["ROW_SPLITS"], splits));
        Assert.Equal("int64[4,2] 1 2 9 9 4 9 5 6", ToTensor(Tensor.Create([2], -1L, 2), values, Tensor.Scalar(9L), ["ROW_SPLITS"], splits));
        Assert.Equal("int64[5,1] 1 0 4 5 0", ToTensor(Tensor.Create([2], 5L, 1), values, Tensor.Scalar(0L), ["ROW_SPLITS"], splits));
        Assert.Equal("int64[0,0]", ToTensor(Tensor.Scalar(-1L), Tensor.Create<long>([0]), Tensor.Scalar(0L), ["ROW_SPLITS"], Tensor.Create([1], 0L)));
    }

    [Fact]
    public void Run_RaggedToTensorOfTwoRaggedAxes_NestsThePadding()
    {
        // [[[1, 2], []], [[3]]]
        Tensor[] splits = [Tensor.Create([3], 0L, 2, 3), Tensor.Create([4], 0L, 2, 2, 3)];

        Assert.Equal("int64[2,2,2] 1 2 0 0 3 0 0 0", ToTensor(Tensor.Create([3], -1L, -1, -1), Tensor.Create([3], 1L, 2, 3), Tensor.Scalar(0L), ["ROW_SPLITS", "ROW_SPLITS"], splits));
        Assert.Equal(
            "int64[3,2] 1 2 0 0 3 0",
            ToTensor(Tensor.Create([2], -1L, -1), Tensor.Create([3], 1L, 2, 3), Tensor.Scalar(0L), ["FIRST_DIM_SIZE", "VALUE_ROWIDS"], Tensor.Scalar(3L), Tensor.Create([3], 0L, 0, 2)));
        Assert.Equal("int64[2,2,2] 1 2 3 4 5 6 7 8", ToTensor(Tensor.Create([3], -1L, -1, 2), Tensor.Create([3, 2], 1L, 2, 3, 4, 5, 6), Tensor.Create([2], 7L, 8), ["ROW_SPLITS"], Tensor.Create([3], 0L, 2, 3)));
    }

    [Fact]
    public void Run_RaggedToSparse_NamesEachPlace()
    {
        var results = HostRun.Run(
            "RaggedTensorToSparse",
            [Tensor.Create([4], 0L, 2, 2, 3), Texts.Of("a", "b", "c")],
            [DataType.DtInt64, DataType.DtString, DataType.DtInt64],
            Texts.Type, ("RAGGED_RANK", Attributes.Of(1L)), ("Tsplits", Attributes.Of(DataType.DtInt64)));

        Assert.Equal(["int64[3,2] 0 0 0 1 2 0", "string[3] a b c", "int64[2] 3 2"], results.Select(HostRun.Show));
    }

    [Fact]
    public void Run_RaggedGather_TakesRowsWhole()
    {
        (string, AttrValue)[] attributes =
        [
            ("Tvalues", Attributes.Of(DataType.DtString)), ("Tsplits", Attributes.Of(DataType.DtInt64)), ("Tindices", Attributes.Of(DataType.DtInt32)),
            ("PARAMS_RAGGED_RANK", Attributes.Of(1L)), ("OUTPUT_RAGGED_RANK", Attributes.Of(1L)),
        ];
        Tensor[] ragged = [Tensor.Create([4], 0L, 2, 2, 3), Texts.Of("a", "b", "c")];

        Assert.Equal(["int64[4] 0 1 3 3", "string[3] c a b"], HostRun.Run("RaggedGather", [.. ragged, Tensor.Create([3], 2, 0, 1)], [DataType.DtInt64, DataType.DtString], attributes).Select(HostRun.Show));
        Assert.Equal("indices[0] = 3 is not in [0, 3)", HostRun.Refusal("RaggedGather", [.. ragged, Tensor.Create([1], 3)], DataType.DtInt64, attributes));
    }

    [Fact]
    public void Run_RaggedRange_CountsInEachRow()
    {
        var results = HostRun.Run("RaggedRange", [Tensor.Create([3], 0L, 5, 8), Tensor.Create([3], 2L, 5, 4), Tensor.Create([3], 1L, 1, -2)], [DataType.DtInt64, DataType.DtInt64], Int64, ("Tsplits", Attributes.Of(DataType.DtInt64)));

        Assert.Equal(["int64[4] 0 2 2 4", "int64[4] 0 1 8 6"], results.Select(HostRun.Show));
    }

    [Fact]
    public void Run_Counts_LeaveOutWhatIsTooLarge()
    {
        var weights = Tensor.Create<float>([0]);
        (string, AttrValue)[] types = [("Tidx", Attributes.Of(DataType.DtInt64)), ("T", Attributes.Of(DataType.DtFloat))];
        Tensor[] rows = [Tensor.Create([2, 3], 1L, 1, 9, 0, 2, 2), Tensor.Scalar(3L), weights];

        Assert.Equal("float[2,3] 0 2 0 1 0 2", HostRun.Single("DenseBincount", rows, DataType.DtFloat, types).Show());
        Assert.Equal("float[2,3] 0 1 0 1 0 1", HostRun.Single("DenseBincount", rows, DataType.DtFloat, [.. types, ("binary_output", Attributes.Of(true))]).Show());
        Assert.Equal("float[2] 0.5 2", HostRun.Single("DenseBincount", [Tensor.Create([3], 1L, 0, 1), Tensor.Scalar(2L), Tensor.Create([3], 1.5f, 0.5f, 0.5f)], DataType.DtFloat, types).Show());
        Assert.Equal("int32[3] 1 2 0", HostRun.Single("Bincount", [Tensor.Create([3], 1, 0, 1), Tensor.Scalar(3), Tensor.Create<int>([0])], DataType.DtInt32, ("T", Attributes.Of(DataType.DtInt32))).Show());
        Assert.Equal("float[3,2] 1 1 0 0 0 1", HostRun.Single("RaggedBincount", [Tensor.Create([4], 0L, 2, 2, 3), Tensor.Create([3], 0L, 1, 1), Tensor.Scalar(2L), weights], DataType.DtFloat, types).Show());
        Assert.Equal("Input arr must be non-negative!", HostRun.Refusal("DenseBincount", [Tensor.Create([1], -1L), Tensor.Scalar(2L), weights], DataType.DtFloat, types));
    }

    private static string ToTensor(Tensor shape, Tensor values, Tensor padding, string[] types, params Tensor[] partitions) => HostRun.Single(
        "RaggedTensorToTensor",
        [shape, values, padding, .. partitions],
        DataType.DtInt64,
        Int64, ("Tindex", Attributes.Of(DataType.DtInt64)), ("Tshape", Attributes.Of(DataType.DtInt64)), ("num_row_partition_tensors", Attributes.Of((long)types.Length)),
        ("row_partition_types", Attributes.List(types))).Show();
}
