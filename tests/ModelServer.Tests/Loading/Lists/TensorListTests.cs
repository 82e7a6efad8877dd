using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.ControlFlow;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Lists;

public sealed class TensorListTests
{
    private static readonly (string, AttrValue)[] Floats = [("element_dtype", Attributes.Of(DataType.DtFloat)), ("shape_type", Attributes.Of(DataType.DtInt32))];

    private static readonly Tensor Rows = Tensor.Create([3, 2], 1f, 2f, 3f, 4f, 5f, 6f);

    [Fact]
    public void Run_ReadsOfAListFromATensor_AreItsRows()
    {
        var builder = new SavedModelBuilder();
        string[] list = [builder.Add("TensorListFromTensor", "list", [builder.Feed("x", DataType.DtFloat), Vector(builder, "shape", 2)], Floats)];
        var item = builder.Add("TensorListGetItem", "item", [.. list, builder.Feed("i", DataType.DtInt32), "shape:0"], Floats);
        var some = builder.Add("TensorListGather", "some", [.. list, Vector(builder, "indices", 2, 0), "shape:0"], Floats);
        var joined = builder.Add("TensorListConcatV2", "joined", [.. list, "shape:0", Vector(builder, "lead")], Floats);
        var length = builder.Add("TensorListLength", "length", list);
        builder.Add("TensorListPopBack", "pop", [.. list, "shape:0"], Floats);
        var rest = builder.Add("TensorListStack", "rest", ["pop:0", "shape:0"], Floats);

        var result = builder.Run(
            new() { ["x"] = Rows, ["i"] = Tensor.Scalar(1) },
            [(item, DataType.DtFloat), (some, DataType.DtFloat), (joined, DataType.DtFloat), (length, DataType.DtInt32), ("pop:1", DataType.DtFloat), (rest, DataType.DtFloat), ("joined:1", DataType.DtInt64)]);

        Close.To([2], [3, 4], result["y0"]);
        Close.To([2, 2], [5, 6, 1, 2], result["y1"]);
        Close.To([6], [1, 2, 3, 4, 5, 6], result["y2"]);
        Assert.Equal([3], result["y3"].AsSpan<int>().ToArray());
        Assert.Equal(0, result["y3"].Rank);
        Close.To([2], [5, 6], result["y4"]);
        Close.To([2, 2], [1, 2, 3, 4], result["y5"]);
        Assert.Equal([2L, 2, 2], result["y6"].AsSpan<long>().ToArray());
    }

    /// <summary>What is known of the items' shape before the first write differs: all, one axis, only the number of axes, nothing.</summary>
    [Theory]
    [InlineData(2, 2)]
    [InlineData(-1, 2)]
    [InlineData(-1, -1)]
    [InlineData]
    public void Run_WritesToAReservedList_LeaveTheRestZero(params int[] shape)
    {
        var builder = new SavedModelBuilder();
        var itemShape = builder.Constant("shape", shape is [] ? Tensor.Scalar(-1) : Tensor.Create<int>([shape.Length], shape));
        var list = builder.Add("TensorListReserve", "list", [itemShape, builder.Feed("n", DataType.DtInt32)], Floats);
        var first = builder.Add("TensorListSetItem", "first", [list, builder.Constant("two", Tensor.Scalar(2)), builder.Feed("x", DataType.DtFloat)], Floats);
        var second = builder.Add("TensorListSetItem", "second", [first, builder.Constant("zero", Tensor.Scalar(0)), builder.Add("Neg", "negative", ["x:0"], OpRun.Float)], Floats);
        var stacked = builder.Add("TensorListStack", "stacked", [second, itemShape], Floats);

        var result = builder.Run(new() { ["n"] = Tensor.Scalar(4), ["x"] = Tensor.Create([2, 2], 1f, 2f, 3f, 4f) }, (stacked, DataType.DtFloat));

        Close.To([4, 2, 2], [-1, -2, -3, -4, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0], result["y0"]);
    }

    [Fact]
    public void Run_ListsNobodyWroteTo_AreZeros()
    {
        foreach (var count in new[] { 0, 2 })
        {
            var builder = new SavedModelBuilder();
            var shape = Vector(builder, "shape", 2);
            var list = builder.Add("TensorListReserve", "list", [shape, builder.Feed("n", DataType.DtInt32)], Floats);
            var none = builder.Add("EmptyTensorList", "none", [shape, builder.Constant("most", Tensor.Scalar(-1))], Floats);

            var result = builder.Run(new() { ["n"] = Tensor.Scalar(count) }, (Stacked(builder, list, shape), DataType.DtFloat), (Stacked(builder, none, shape), DataType.DtFloat));

            Close.To([count, 2], new double[2 * count], result["y0"]);
            Close.To([0, 2], [], result["y1"]);
        }
    }

    [Fact]
    public void Run_ResizedAndScatteredLists_HaveTheLengthsAskedFor()
    {
        var builder = new SavedModelBuilder();
        var shape = Vector(builder, "shape", 2);
        var list = builder.Add("TensorListFromTensor", "list", [builder.Feed("x", DataType.DtFloat), shape], Floats);
        var longer = builder.Add("TensorListResize", "longer", [list, builder.Constant("four", Tensor.Scalar(4))]);
        var shorter = builder.Add("TensorListResize", "shorter", [list, builder.Constant("one", Tensor.Scalar(1))]);
        var spread = builder.Add("TensorListScatterV2", "spread", ["x:0", Vector(builder, "places", 4, 0, 1), shape, builder.Constant("any", Tensor.Scalar(-1))], Floats);
        var beyond = builder.Add("TensorListSetItem", "beyond", [shorter, builder.Constant("two", Tensor.Scalar(2)), builder.Constant("row", Tensor.Create([2], 8f, 9f))], [.. Floats, ("resize_if_index_out_of_bounds", Attributes.Of(true))]);

        var result = builder.Run(
            new() { ["x"] = Rows },
            [.. new[] { longer, shorter, spread, beyond }.Select(name => (Stacked(builder, name, shape), DataType.DtFloat))]);

        Close.To([4, 2], [1, 2, 3, 4, 5, 6, 0, 0], result["y0"]);
        Close.To([1, 2], [1, 2], result["y1"]);
        Close.To([5, 2], [3, 4, 5, 6, 0, 0, 0, 0, 1, 2], result["y2"]);
        Close.To([3, 2], [1, 2, 0, 0, 8, 9], result["y3"]);
    }

    [Fact]
    public void Run_OldFormsOfScatterAndConcat_DoTheSame()
    {
        var builder = new SavedModelBuilder();
        var shape = Vector(builder, "shape", 2);
        var places = Vector(builder, "places", 2, 0, 1);
        var spread = builder.Add("TensorListScatter", "spread", [builder.Feed("x", DataType.DtFloat), places, shape], Floats);
        var full = builder.Add("TensorListScatterIntoExistingList", "full", [spread, builder.Constant("row", Tensor.Create([1, 2], 8f, 9f)), Vector(builder, "place", 1)], Floats);
        var joined = builder.Add("TensorListConcat", "joined", [full], Floats);
        var itemShape = builder.Add("TensorListElementShape", "itemShape", [full], Floats);

        var result = builder.Run(
            new() { ["x"] = Rows },
            [(Stacked(builder, spread, shape), DataType.DtFloat), (joined, DataType.DtFloat), ("joined:1", DataType.DtInt64), (itemShape, DataType.DtInt32)]);

        Close.To([3, 2], [3, 4, 5, 6, 1, 2], result["y0"]);
        Close.To([6], [3, 4, 8, 9, 1, 2], result["y1"]);
        Assert.Equal([2L, 2, 2], result["y2"].AsSpan<long>().ToArray());
        Assert.Equal([2], result["y3"].AsSpan<int>().ToArray());
    }

    [Fact]
    public void Run_ArrayThatIsFilledAndJoined_GivesItsItemsInARow()
    {
        var builder = new SavedModelBuilder();
        var size = builder.Constant("size", Tensor.Scalar(3));
        builder.Add("TensorArrayV3", "array", [size], ("dtype", Attributes.Of(DataType.DtFloat)), ("element_shape", Attributes.Shape(2)));
        var flow = builder.Add("TensorArrayScatterV3", "filled", ["array:0", Vector(builder, "places", 1, 2, 0), builder.Feed("x", DataType.DtFloat), "array:1"], OpRun.Float);
        var joined = builder.Add("TensorArrayConcatV3", "joined", ["array:0", flow], ("dtype", Attributes.Of(DataType.DtFloat)));

        var result = builder.Run(new() { ["x"] = Rows }, (joined, DataType.DtFloat), ("joined:1", DataType.DtInt64));

        Close.To([6], [5, 6, 1, 2, 3, 4], result["y0"]);
        Assert.Equal([2L, 2, 2], result["y1"].AsSpan<long>().ToArray());
    }

    [Fact]
    public void TryLoad_ListsOfHandles_AreRefused()
    {
        var builder = new SavedModelBuilder();
        var list = builder.Add("EmptyTensorList", "list", [Vector(builder, "shape"), builder.Feed("n", DataType.DtInt32)], ("element_dtype", Attributes.Of(DataType.DtResource)));
        builder.Sign(new() { ["n"] = Tensor.Scalar(1) }, (builder.Add("TensorListLength", "length", [list]), DataType.DtInt32));

        Assert.Equal("Op EmptyTensorList at node list cannot be converted: a list of resource values (signature serving_default)", Models.FailToLoad(builder).Message);
    }

    private static string Vector(SavedModelBuilder builder, string name, params int[] values) => builder.Constant(name, Tensor.Create<int>([values.Length], values));

    private static string Stacked(SavedModelBuilder builder, string list, string shape) =>
        builder.Add("TensorListStack", list.Replace(':', '_') + "_stacked", [list, shape], Floats);
}
