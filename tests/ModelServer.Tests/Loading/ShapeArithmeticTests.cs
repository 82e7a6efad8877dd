using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading;

/// <summary>Transpose takes only constant orders: these become so.</summary>
public sealed class ShapeArithmeticTests
{
    private static readonly (string, AttrValue) Int32 = ("T", Attributes.Of(DataType.DtInt32));

    [Theory]
    [InlineData("AddV2", new[] { 0, -1 }, new[] { 1, 1 })]
    [InlineData("Sub", new[] { 3, 2 }, new[] { 2, 2 })]
    [InlineData("Mul", new[] { 1, 0 }, new[] { 1, 5 })]
    [InlineData("FloorDiv", new[] { 3, -1 }, new[] { 2, -2 })]
    [InlineData("FloorMod", new[] { -1, 4 }, new[] { 2, 2 })]
    [InlineData("Maximum", new[] { 1, -3 }, new[] { 0, 0 })]
    [InlineData("Minimum", new[] { 1, 3 }, new[] { 5, 0 })]
    public void TryLoad_ComputedOrder_IsFolded(string op, int[] left, int[] right) => Check(builder =>
        builder.Add(op, "order", [Vector(builder, "left", left), Vector(builder, "right", right)], Int32));

    [Fact]
    public void TryLoad_OrderFromRankAndRange_IsFolded() => Check(builder =>
    {
        var matrix = builder.Constant("matrix", Tensor.Create<float>([2, 2], new float[4]));
        var rank = builder.Add("Rank", "rank", [matrix], OpRun.Float);
        var last = builder.Add("Sub", "last", [rank, builder.Constant("one", Tensor.Scalar(1))], Int32);
        var range = builder.Add("Range", "range", [builder.Constant("zero", Tensor.Scalar(0)), rank, builder.Constant("step", Tensor.Scalar(1))], ("Tidx", Attributes.Of(DataType.DtInt32)));
        return builder.Add("Sub", "order", [last, range], Int32);
    });

    [Fact]
    public void TryLoad_OrderFromShapesSlicedAndPacked_IsFolded() => Check(builder =>
    {
        var shape = builder.Add("Shape", "shape", [builder.Constant("matrix", Tensor.Create<float>([0, 1], []))], OpRun.Float);
        string At(string name, int index) => builder.Add("StridedSlice", name, [shape, Vector(builder, name + "/b", index), Vector(builder, name + "/e", index + 1), Vector(builder, name + "/s", 1)], Int32, ("shrink_axis_mask", Attributes.Of(1L)));
        return builder.Add("Pack", "order", [At("second", 1), At("first", 0)], Int32);
    });

    [Fact]
    public void TryLoad_OrderGathered_IsFolded() => Check(builder => builder.Add(
        "GatherV2",
        "order",
        [Vector(builder, "values", 7, 0, 1), Vector(builder, "indices", 2, 1), builder.Constant("axis", Tensor.Scalar(0))],
        ("Tparams", Attributes.Of(DataType.DtInt32))));

    /// <summary>Axes counted from the end become axes counted from the start, as in a dense layer of TensorFlow 1 over images or sequences.</summary>
    [Theory]
    [InlineData("Less", new[] { -1, 0 }, 0)]
    [InlineData("LessEqual", new[] { -1, 0 }, -1)]
    [InlineData("Greater", new[] { 1, 0 }, 0)]
    [InlineData("GreaterEqual", new[] { 3, 2 }, 3)]
    [InlineData("Equal", new[] { 3, 2 }, 3)]
    [InlineData("NotEqual", new[] { 3, 2 }, 2)]
    public void TryLoad_OrderFromComparisons_IsFolded(string op, int[] left, int right) => Check(builder => builder.Add(
        "Cast",
        "order",
        [builder.Add(op, "is", [Vector(builder, "left", left), builder.Constant("right", Tensor.Scalar(right))], Int32)],
        ("SrcT", Attributes.Of(DataType.DtBool)), ("DstT", Attributes.Of(DataType.DtInt32))));

    [Theory]
    [InlineData("Select", 3)]
    [InlineData("SelectV2", -3)]
    public void TryLoad_OrderThatIsChosen_IsFolded(string op, int value) => Check(builder => builder.Add(
        op,
        "order",
        [builder.Add("Less", "is", [builder.Constant("value", Tensor.Scalar(value)), builder.Constant("zero", Tensor.Scalar(0))], Int32), Vector(builder, "then", value < 0 ? [1, 0] : [0, 1]), Vector(builder, "otherwise", value < 0 ? [0, 1] : [1, 0])],
        Int32));

    [Fact]
    public void TryLoad_OrderOfTheAxesThatAreLeft_IsFolded() => Check(builder => builder.Add(
        "ConcatV2",
        "order",
        [builder.Add("ListDiff", "free", [Vector(builder, "axes", 0, 1), Vector(builder, "taken", 0)], Int32), Vector(builder, "then", 0), builder.Constant("axis", Tensor.Scalar(0))],
        Int32));

    [Fact]
    public void TryLoad_OrderFromShapesThatAreStretched_IsFolded() => Check(builder =>
        builder.Add("BroadcastArgs", "order", [Vector(builder, "left", 1), Vector(builder, "right", 1, 0)]));

    private static string Vector(SavedModelBuilder builder, string name, params int[] values) => builder.Constant(name, Tensor.Create<int>([values.Length], values));

    private static void Check(Func<SavedModelBuilder, string> order)
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1, -1);
        var y = builder.Add("Transpose", "y", [x, order(builder)], OpRun.Float);
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info(y, DataType.DtFloat))]);
        using var model = Models.Load(builder);

        var result = model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([2, 3], 1f, 2f, 3f, 4f, 5f, 6f) }, null)["y"];

        Assert.Equal([3L, 2], result.Shape.ToArray());
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], result.Floats());
    }
}
