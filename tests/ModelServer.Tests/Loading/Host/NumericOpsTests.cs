using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Arithmetic of shapes and ids between string operations; the expected values are what numpy gives.</summary>
public sealed class NumericOpsTests
{
    private static readonly (string, AttrValue) Int32 = ("T", Attributes.Of(DataType.DtInt32));
    private static readonly (string, AttrValue) Int64 = ("T", Attributes.Of(DataType.DtInt64));
    private static readonly Tensor Grid = Tensor.Create([2, 3], 1, 2, 3, 4, 5, 6);

    [Theory]
    [InlineData("AddV2", "int32[2,3] 11 22 33 14 25 36")]
    [InlineData("Sub", "int32[2,3] -9 -18 -27 -6 -15 -24")]
    [InlineData("Mul", "int32[2,3] 10 40 90 40 100 180")]
    [InlineData("Maximum", "int32[2,3] 10 20 30 10 20 30")]
    [InlineData("Minimum", "int32[2,3] 1 2 3 4 5 6")]
    [InlineData("Less", "bool[2,3] T T T T T T")]
    [InlineData("GreaterEqual", "bool[2,3] F F F F F F")]
    [InlineData("Equal", "bool[2,3] F F F F F F")]
    [InlineData("NotEqual", "bool[2,3] T T T T T T")]
    public void Run_TwoValues_AreBroadcast(string op, string expected) =>
        Assert.Equal(expected, HostRun.Single(op, [Grid, Tensor.Create([3], 10, 20, 30)], expected.StartsWith("bool", StringComparison.Ordinal) ? DataType.DtBool : DataType.DtInt32, Int32).Show());

    [Fact]
    public void Run_Division_FollowsTheDivisorsSign()
    {
        Tensor[] inputs = [Tensor.Create([4], 7L, -7, 7, -7), Tensor.Create([4], 2L, 2, -2, -2)];
        Tensor[] reals = [Tensor.Create([2], -7f, 7f), Tensor.Scalar(2f)];

        Assert.Equal("int64[4] 3 -4 -4 3", HostRun.Single("FloorDiv", inputs, DataType.DtInt64, Int64).Show());
        Assert.Equal("int64[4] 1 1 -1 -1", HostRun.Single("FloorMod", inputs, DataType.DtInt64, Int64).Show());
        Assert.Equal("float[2] -4 3", HostRun.Single("FloorDiv", reals, DataType.DtFloat, ("T", Attributes.Of(DataType.DtFloat))).Show());
        Assert.Equal("float[2] 1 1", HostRun.Single("FloorMod", reals, DataType.DtFloat, ("T", Attributes.Of(DataType.DtFloat))).Show());
        Assert.Equal("Integer division by zero", HostRun.Refusal("FloorDiv", [Tensor.Scalar(1L), Tensor.Scalar(0L)], DataType.DtInt64, Int64));
        Assert.Equal("Incompatible shapes: [2,3] vs. [2]", HostRun.Refusal("AddV2", [Grid, Tensor.Create([2], 1, 2)], DataType.DtInt32, Int32));
    }

    [Fact]
    public void Run_BroadcastArgs_IsTheStretchedShape()
    {
        Assert.Equal("int64[3] 2 3 4", HostRun.Single("BroadcastArgs", [Tensor.Create([2], 3L, 1), Tensor.Create([3], 2L, 1, 4)], DataType.DtInt64, Int64).Show());
        Assert.Equal("Incompatible shapes: [2] vs. [3]", HostRun.Refusal("BroadcastArgs", [Tensor.Create([1], 2), Tensor.Create([1], 3)], DataType.DtInt32, Int32));
    }

    [Fact]
    public void Run_Casts_CutAndWrap()
    {
        Assert.Equal("int32[3] 1 -1 2", Cast(Tensor.Create([3], 1.9f, -1.9f, 2f), DataType.DtInt32));
        Assert.Equal("int32[1] 1", Cast(Tensor.Create([1], (1L << 32) + 1), DataType.DtInt32));
        Assert.Equal("bool[2] T F", Cast(Tensor.Create([2], 3, 0), DataType.DtBool));
        Assert.Equal("float[2] 1 0", Cast(Tensor.Create([2], true, false), DataType.DtFloat));
    }

    [Fact]
    public void Run_Reductions_GoOverAxes()
    {
        var keep = ("keep_dims", Attributes.Of(true));

        Assert.Equal("int32[3] 5 7 9", HostRun.Single("Sum", [Grid, Tensor.Scalar(0)], DataType.DtInt32, Int32).Show());
        Assert.Equal("int32[2,1] 3 6", HostRun.Single("Max", [Grid, Tensor.Create([1], -1)], DataType.DtInt32, Int32, keep).Show());
        Assert.Equal("int32[] 720", HostRun.Single("Prod", [Grid, Tensor.Create([2], 0, 1)], DataType.DtInt32, Int32).Show());
        Assert.Equal("int64[2] 9223372036854775807 9223372036854775807", HostRun.Single("Min", [Tensor.Create<long>([2, 0]), Tensor.Scalar(1)], DataType.DtInt64, Int64).Show());
        Assert.Equal("bool[2] F T", HostRun.Single("All", [Tensor.Create([2, 2], true, false, true, true), Tensor.Scalar(1)], DataType.DtBool).Show());
        Assert.Equal("bool[] T", HostRun.Single("Any", [Tensor.Create([2], false, true), Tensor.Scalar(0)], DataType.DtBool).Show());
    }

    [Fact]
    public void Run_Sequences_CountUpAndDown()
    {
        Assert.Equal("int32[3] 1 3 5", HostRun.Single("Range", [Tensor.Scalar(1), Tensor.Scalar(6), Tensor.Scalar(2)], DataType.DtInt32, ("Tidx", Attributes.Of(DataType.DtInt32))).Show());
        Assert.Equal("int32[2] 5 2", HostRun.Single("Range", [Tensor.Scalar(5), Tensor.Scalar(0), Tensor.Scalar(-3)], DataType.DtInt32, ("Tidx", Attributes.Of(DataType.DtInt32))).Show());
        Assert.Equal("int32[2,3] 1 3 6 4 9 15", HostRun.Single("Cumsum", [Grid, Tensor.Scalar(1)], DataType.DtInt32, Int32).Show());
        Assert.Equal("int32[2,3] 4 5 6 0 0 0", HostRun.Single("Cumsum", [Grid, Tensor.Scalar(0)], DataType.DtInt32, Int32, ("exclusive", Attributes.Of(true)), ("reverse", Attributes.Of(true))).Show());
        Assert.Equal("int64[2,2] 0 1 1 0", HostRun.Single("Where", [Tensor.Create([2, 2], false, true, true, false)], DataType.DtInt64, ("T", Attributes.Of(DataType.DtBool))).Show());
        Assert.Equal("int32[4] 0 1 1 2", HostRun.Single("Bucketize", [Tensor.Create([4], -1f, 0f, 9.5f, 10f)], DataType.DtInt32, ("boundaries", Attributes.List(0f, 10f))).Show());
    }

    [Fact]
    public void Run_Shapes_AreReadAndChanged()
    {
        Assert.Equal("int32[2] 2 3", HostRun.Single("Shape", [Grid], DataType.DtInt32, Int32).Show());
        Assert.Equal("int64[] 6", HostRun.Single("Size", [Grid], DataType.DtInt64, Int32, ("out_type", Attributes.Of(DataType.DtInt64))).Show());
        Assert.Equal("int32[3,2] 1 2 3 4 5 6", HostRun.Single("Reshape", [Grid, Tensor.Create([2], -1, 2)], DataType.DtInt32, Int32).Show());
        Assert.Equal("int32[2,3,1] 1 2 3 4 5 6", HostRun.Single("ExpandDims", [Grid, Tensor.Scalar(-1)], DataType.DtInt32, Int32).Show());
        Assert.Equal("int32[2,1] 1 2", HostRun.Single("Squeeze", [Tensor.Create([1, 2, 1], 1, 2)], DataType.DtInt32, Int32, ("squeeze_dims", Attributes.List(0L))).Show());
        Assert.Equal("int32[2] 1 2", HostRun.Single("Squeeze", [Tensor.Create([1, 2, 1], 1, 2)], DataType.DtInt32, Int32).Show());
        Assert.Equal("int32[3,2] 1 4 2 5 3 6", HostRun.Single("Transpose", [Grid, Tensor.Create([2], 1, 0)], DataType.DtInt32, Int32).Show());
        Assert.Equal("Can not squeeze dim[0], expected a dimension of 1, got 2", HostRun.Refusal("Squeeze", [Grid], DataType.DtInt32, Int32, ("squeeze_dims", Attributes.List(0L))));
        Assert.StartsWith("Input to reshape is a tensor with 6 values", HostRun.Refusal("Reshape", [Grid, Tensor.Create([2], 4, -1)], DataType.DtInt32, Int32), StringComparison.Ordinal);
    }

    /// <summary>Python's notation for each case is in the comment.</summary>
    [Theory]
    [InlineData("1, ::-1", new[] { 1, 0 }, new[] { 0, 0 }, new[] { 1, -1 }, 0b10, 0b10, 0, 0, 0b01, "int32[3] 6 5 4")]
    [InlineData("..., -1", new[] { 0, -1 }, new[] { 0, 0 }, new[] { 1, 1 }, 0, 0, 0b01, 0, 0b10, "int32[2] 3 6")]
    [InlineData(":, newaxis, 1:3", new[] { 0, 0, 1 }, new[] { 0, 0, 3 }, new[] { 1, 1, 1 }, 0b001, 0b001, 0, 0b010, 0, "int32[2,1,2] 2 3 5 6")]
    [InlineData("5:9", new[] { 5 }, new[] { 9 }, new[] { 1 }, 0, 0, 0, 0, 0, "int32[0,3]")]
    [InlineData("-9:1, ::2", new[] { -9, 0 }, new[] { 1, 0 }, new[] { 1, 2 }, 0b10, 0b10, 0, 0, 0, "int32[1,2] 1 3")]
    [InlineData(":, 5:0:-2", new[] { 0, 5 }, new[] { 0, 0 }, new[] { 1, -2 }, 0b01, 0b01, 0, 0, 0, "int32[2,1] 3 6")]
    public void Run_StridedSlice_FollowsTheMasks(string notation, int[] begin, int[] end, int[] strides, int beginMask, int endMask, int ellipsis, int newAxis, int shrink, string expected)
    {
        var result = HostRun.Single(
            "StridedSlice",
            [Grid, Vector(begin), Vector(end), Vector(strides)],
            DataType.DtInt32,
            Int32, ("begin_mask", Attributes.Of((long)beginMask)), ("end_mask", Attributes.Of((long)endMask)), ("ellipsis_mask", Attributes.Of((long)ellipsis)),
            ("new_axis_mask", Attributes.Of((long)newAxis)), ("shrink_axis_mask", Attributes.Of((long)shrink)));

        Assert.True(expected == result.Show(), $"[{notation}] gave {result.Show()}");
    }

    [Fact]
    public void Run_StridedSliceBeyondTheEnd_IsRefused() => Assert.Equal(
        "slice index 2 of dimension 0 out of bounds.",
        HostRun.Refusal("StridedSlice", [Grid, Vector(2), Vector(3), Vector(1)], DataType.DtInt32, Int32, ("shrink_axis_mask", Attributes.Of(1L))));

    private static string Cast(Tensor value, DataType type) =>
        HostRun.Single("Cast", [value], type, ("SrcT", Attributes.Of((DataType)value.DataType)), ("DstT", Attributes.Of(type))).Show();

    private static Tensor Vector(params int[] values) => Tensor.Create<int>([values.Length], values);
}
