using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Adds what TensorFlow 1.15 makes of feature columns in linear models: each step by the operations, and in the order, of its Python code.</summary>
internal static class FeatureColumns
{
    private static readonly (string, AttrValue) Int = ("T", Attributes.Of(DataType.DtInt32));
    private static readonly (string, AttrValue) Long = ("T", Attributes.Of(DataType.DtInt64));
    private static readonly (string, AttrValue) Index = ("Index", Attributes.Of(DataType.DtInt32));

    public static string Number(this SavedModelBuilder b, string name, int value) => b.Constant(name, Tensor.Scalar(value));

    public static string Wide(this SavedModelBuilder b, string name, long value) => b.Constant(name, Tensor.Scalar(value));

    public static string Vector(this SavedModelBuilder b, string name, params int[] values) => b.Constant(name, Tensor.Create<int>([values.Length], values));

    /// <summary>Takes one element of a vector.</summary>
    public static string Element(this SavedModelBuilder b, string name, string vector, int index, DataType type) =>
        b.Add("StridedSlice", name, [vector, b.Vector(name + "/stack", index), b.Vector(name + "/stack_1", index + 1), b.Vector(name + "/stack_2", 1)], ("T", Attributes.Of(type)), Index, ("shrink_axis_mask", Attributes.Of(1L)));

    /// <summary>A column of buckets, as a sparse tensor of one id a row.</summary>
    public static (string Indices, string Values, string Shape) Bucketized(this SavedModelBuilder b, string name, string dense, params float[] boundaries)
    {
        var buckets = b.Add("Bucketize", name + "/Bucketize", [dense], ("T", Attributes.Of(DataType.DtFloat)), ("boundaries", Attributes.List(boundaries)));
        var batch = b.Element(name + "/strided_slice", b.Add("Shape", name + "/Shape", [buckets], Int), 0, DataType.DtInt32);
        var rows = b.Add("Range", name + "/range", [b.Number(name + "/range/start", 0), batch, b.Number(name + "/range/delta", 1)], ("Tidx", Attributes.Of(DataType.DtInt32)));
        var column = b.Add("ExpandDims", name + "/ExpandDims", [rows, b.Number(name + "/ExpandDims/dim", 1)], Int);
        var first = b.Add("Reshape", name + "/Reshape", [b.Add("Tile", name + "/Tile", [column, b.Vector(name + "/Tile/multiples", 1, 1)], Int), b.Vector(name + "/Reshape/shape", -1)], Int);
        var second = b.Add("Tile", name + "/Tile_1", [b.Add("Range", name + "/range_1", [b.Number(name + "/r0", 0), b.Number(name + "/r1", 1), b.Number(name + "/r2", 1)]), b.Add("Pack", name + "/Tile_1/multiples", [batch], Int, ("N", Attributes.Of(1L)))], Int);
        var offset = b.Add("Mul", name + "/mul", [b.Number(name + "/mul/x", boundaries.Length + 1), second], Int);
        var values = b.Add("Add", name + "/add", [b.Add("Reshape", name + "/Reshape_1", [buckets, b.Vector(name + "/Reshape_1/shape", -1)], Int), offset], Int);
        var stacked = b.Add("Pack", name + "/stack", [first, second], Int, ("N", Attributes.Of(2L)), ("axis", Attributes.Of(0L)));
        var indices = b.ToLong(name + "/ToInt64", b.Add("Transpose", name + "/transpose", [stacked, b.Vector(name + "/transpose/perm", 1, 0)], Int));
        var shape = b.ToLong(name + "/ToInt64_1", b.Add("Pack", name + "/stack_1", [batch, b.Number(name + "/stack_1/1", 1)], Int, ("N", Attributes.Of(2L))));
        return (indices, b.ToLong(name + "/ToInt64_2", values), shape);
    }

    public static string ToLong(this SavedModelBuilder b, string name, string value) => b.Add("Cast", name, [value], ("SrcT", Attributes.Of(DataType.DtInt32)), ("DstT", Attributes.Of(DataType.DtInt64)));

    /// <summary>Sums, for each row, the weights of its ids; the weights are a variable in two partitions. Ids below zero count for nothing.</summary>
    public static string WeightedSum(this SavedModelBuilder b, string name, (string Indices, string Values, string Shape) ids, Tensor top, Tensor bottom)
    {
        b.Add("SparseReshape", name + "/SparseReshape", [ids.Indices, ids.Shape, b.Add("Pack", name + "/shape", [b.Element(name + "/rows", ids.Shape, 0, DataType.DtInt64), b.Wide(name + "/any", -1)], Long, ("N", Attributes.Of(2L)))]);
        var outer = b.Add("Prod", name + "/Prod", [b.Add("Slice", name + "/Slice", [name + "/SparseReshape:1", b.Vector(name + "/Slice/begin", 0), b.Vector(name + "/Slice/size", 1)], Long, Index), b.Vector(name + "/Const", 0)], Long);
        var inner = b.Add("GatherV2", name + "/GatherV2", [name + "/SparseReshape:1", b.Number(name + "/last", 1), b.Number(name + "/axis", 0)], ("Tparams", Attributes.Of(DataType.DtInt64)));
        b.Add("SparseReshape", name + "/SparseReshape_1", [name + "/SparseReshape", name + "/SparseReshape:1", b.Add("Pack", name + "/Cast", [outer, inner], Long, ("N", Attributes.Of(2L)))]);
        var values = b.Add("Identity", name + "/SparseReshape_1/Identity", [ids.Values], Long);
        var kept = b.Add("Reshape", name + "/Reshape", [b.Add("Where", name + "/Where", [b.Add("GreaterEqual", name + "/GreaterEqual", [values, b.Wide(name + "/zero", 0)], Long)]), b.Vector(name + "/Reshape/shape", -1)], Long);
        string[] filled =
        [
            b.Add("GatherV2", name + "/GatherV2_1", [name + "/SparseReshape_1", kept, name + "/axis"], ("Tparams", Attributes.Of(DataType.DtInt64))),
            b.Add("GatherV2", name + "/GatherV2_2", [values, kept, name + "/axis"], ("Tparams", Attributes.Of(DataType.DtInt64))),
            b.Add("Identity", name + "/Identity", [name + "/SparseReshape_1:1"], Long),
            name + "/zero",
        ];
        b.Add("SparseFillEmptyRows", name + "/SparseFillEmptyRows", filled, Long);
        var segments = b.Add(
            "StridedSlice",
            name + "/segments",
            [name + "/SparseFillEmptyRows", b.Vector(name + "/s0", 0, 0), b.Vector(name + "/s1", 0, 1), b.Vector(name + "/s2", 1, 1)],
            Long, Index, ("begin_mask", Attributes.Of(1L)), ("end_mask", Attributes.Of(1L)), ("shrink_axis_mask", Attributes.Of(2L)));
        b.Add("Unique", name + "/Unique", [name + "/SparseFillEmptyRows:1"], Long, ("out_idx", Attributes.Of(DataType.DtInt32)));
        var rows = b.Partitioned(name + "/embedding_lookup", name + "/Unique", top, bottom);
        var numbers = b.Add("Cast", name + "/segment_ids", [segments], ("SrcT", Attributes.Of(DataType.DtInt64)), ("DstT", Attributes.Of(DataType.DtInt32)));
        var sum = b.Add("SparseSegmentSum", name + "/SparseSegmentSum", [rows, name + "/Unique:1", numbers], OpRun.Float, ("Tidx", Attributes.Of(DataType.DtInt32)));
        var width = b.Element(name + "/width", b.Add("Shape", name + "/sum_shape", [sum], OpRun.Float), 1, DataType.DtInt32);
        var flags = b.Add("Reshape", name + "/flags", [name + "/SparseFillEmptyRows:2", b.Vector(name + "/flags/shape", -1, 1)], ("T", Attributes.Of(DataType.DtBool)));
        var isEmpty = b.Add("Tile", name + "/Tile", [flags, b.Add("Pack", name + "/stack", [b.Number(name + "/one", 1), width], Int, ("N", Attributes.Of(2L)))], ("T", Attributes.Of(DataType.DtBool)));
        return b.Add("Select", name, [isEmpty, b.Add("ZerosLike", name + "/zeros_like", [sum], OpRun.Float), sum], OpRun.Float);
    }

    /// <summary>Looks rows up in two partitions that were divided evenly (the "div" strategy) and puts them together again.</summary>
    private static string Partitioned(this SavedModelBuilder b, string name, string ids, Tensor top, Tensor bottom)
    {
        var total = top.Shape[0] + bottom.Shape[0];
        var (each, extras) = (b.Wide(name + "/each", total / 2), b.Wide(name + "/extras", total % 2));
        var more = b.Wide(name + "/more", (total / 2) + 1);
        var flat = b.Add("Reshape", name + "/Reshape", [ids, b.Vector(name + "/Reshape/shape", -1)], Long);
        var positions = b.Add("Range", name + "/range", [b.Number(name + "/r0", 0), b.Add("Size", name + "/Size", [flat], Long), b.Number(name + "/r1", 1)]);
        var beyond = b.Add("Sub", name + "/sub", [flat, extras], Long);
        var assigned = b.Add("Maximum", name + "/Maximum", [b.Add("FloorDiv", name + "/floordiv", [flat, more], Long), b.Add("FloorDiv", name + "/floordiv_1", [beyond, each], Long)], Long);
        var isLarger = b.Add("Less", name + "/Less", [assigned, extras], Long);
        var own = b.Add("Select", name + "/Select", [isLarger, b.Add("FloorMod", name + "/mod", [flat, more], Long), b.Add("FloorMod", name + "/mod_1", [beyond, each], Long)], Long);
        var partition = b.Add("Cast", name + "/Cast", [assigned], ("SrcT", Attributes.Of(DataType.DtInt64)), ("DstT", Attributes.Of(DataType.DtInt32)));
        b.Add("DynamicPartition", name + "/DynamicPartition", [own, partition], Long, ("num_partitions", Attributes.Of(2L)));
        b.Add("DynamicPartition", name + "/DynamicPartition_1", [positions, partition], Int, ("num_partitions", Attributes.Of(2L)));
        (string, AttrValue)[] types = [("dtype", Attributes.Of(DataType.DtFloat)), ("Tindices", Attributes.Of(DataType.DtInt64))];
        string[] rows = [.. new[] { top, bottom }.Select((part, i) => b.Add("ResourceGather", $"{name}/part_{i}", [b.VariableHandle($"{name}/weights/part_{i}", part), $"{name}/DynamicPartition:{i}"], types))];
        return b.Add("ParallelDynamicStitch", name + "/ParallelDynamicStitch", [name + "/DynamicPartition_1", name + "/DynamicPartition_1:1", .. rows], OpRun.Float, ("N", Attributes.Of(2L)));
    }
}
