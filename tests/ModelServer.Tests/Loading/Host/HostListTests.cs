using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Loading.ControlFlow;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Lists that the runtime cannot hold: of strings, of items that differ in shape, and of lists.</summary>
public sealed class HostListTests
{
    private static readonly (string, AttrValue)[] Strings = Of(DataType.DtString);
    private static readonly (string, AttrValue)[] Floats = Of(DataType.DtFloat);

    private readonly SavedModelBuilder _builder = new();

    [Fact]
    public void Run_StringList_KeepsWhatIsWritten()
    {
        var x = _builder.Feed("x", DataType.DtString);
        var list = _builder.Add("EmptyTensorList", "empty", [Shape(), Int("max", -1)], Strings);
        list = _builder.Add("TensorListPushBack", "push0", [list, x], Strings);
        list = _builder.Add("TensorListPushBack", "push1", [list, _builder.Constant("b", Tensor.FromStrings([], "b"))], Strings);
        list = _builder.Add("TensorListResize", "resize", [list, Int("four", 4)], Strings);
        list = _builder.Add("TensorListSetItem", "set", [list, Int("three", 3), x], Strings);
        _builder.Add("TensorListPopBack", "pop", [list, Shape()], Strings);
        _builder.Add("TensorListLength", "length", ["pop:0"]);
        _builder.Add("TensorListStack", "stack", ["pop:0", Shape()], Strings);
        _builder.Add("TensorListGather", "gather", ["pop:0", _builder.Constant("places", Tensor.Create([3], 1, 0, 1)), Shape()], Strings);
        _builder.Add("TensorListGetItem", "get", ["pop:0", Int("one", 1), Shape()], Strings);
        _builder.Add("TensorListScatterV2", "scatter", ["gather", _builder.Constant("to", Tensor.Create([3], 4, 0, 2)), Shape(), Int("minus", -1)], Strings);
        _builder.Add("TensorListScatterIntoExistingList", "into", ["scatter", "stack", _builder.Constant("over", Tensor.Create([3], 3, 2, 0))], Strings);
        _builder.Add("TensorListStack", "last", ["into", Shape()], Strings);

        var result = _builder.Run(
            new() { ["x"] = Tensor.FromStrings([], "a") }, ("pop:1", DataType.DtString), ("length:0", DataType.DtInt32), ("stack:0", DataType.DtString), ("gather:0", DataType.DtString), ("get:0", DataType.DtString), ("last:0", DataType.DtString));

        Assert.Equal(["a"], result["y0"].Read());
        Assert.Equal(3, result["y1"].AsSpan<int>()[0]);
        Assert.Equal(["a", "b", ""], result["y2"].Read());
        Assert.Equal(["b", "a", "b"], result["y3"].Read());
        Assert.Equal(["b"], result["y4"].Read());
        Assert.Equal(["", "", "b", "a", "b"], result["y5"].Read());
    }

    /// <summary>Lengths, then the same rows whatever they were cut into.</summary>
    [Theory]
    [InlineData(2, 0, 3)]
    [InlineData(5)]
    [InlineData(1, 1, 1, 1, 1)]
    public void Run_SplitByLengths_KeepsUnevenItems(params int[] lengths)
    {
        var x = _builder.Feed("x", DataType.DtFloat);
        _builder.Add("TensorListSplit", "split", [x, _builder.Constant("shape", Tensor.Create([2], -1, 2)), _builder.Feed("lengths", DataType.DtInt64)], Floats);
        _builder.Add("TensorListGetItem", "first", ["split", Int("zero", 0), _builder.Constant("any", Tensor.Create([2], -1, 2))], Floats);
        _builder.Add("TensorListConcatV2", "joined", ["split", _builder.Constant("row", Tensor.Create([2], -1, 2)), _builder.Constant("none", Tensor.Create<long>([0]))], Floats);
        _builder.Add("Neg", "neg", ["joined:0"], OpRun.Float);
        float[] values = [.. Enumerable.Range(0, 10).Select(i => (float)i)];

        var result = _builder.Run(
            new() { ["x"] = Tensor.Create<float>([5, 2], values), ["lengths"] = Tensor.Create<long>([lengths.Length], [.. lengths.Select(length => (long)length)]) },
            ("first:0", DataType.DtFloat), ("neg:0", DataType.DtFloat), ("joined:1", DataType.DtInt64));

        Close.To([lengths[0], 2], [.. values[..(2 * lengths[0])].Select(value => (double)value)], result["y0"]);
        Close.To([5, 2], [.. values.Select(value => (double)-value)], result["y1"]);
        Assert.Equal(lengths.Select(length => (long)length), result["y2"].AsSpan<long>().ToArray());
    }

    [Fact]
    public void Run_ListOfLists_GivesBackTheInner()
    {
        var variants = Of(DataType.DtVariant);
        var x = _builder.Feed("x", DataType.DtFloat);
        var inner = _builder.Add("TensorListFromTensor", "inner", [x, Shape()], Floats);
        var outer = _builder.Add("TensorListReserve", "outer", [Shape(), Int("two", 2)], variants);
        outer = _builder.Add("TensorListSetItem", "set", [outer, Int("one", 1), inner], variants);
        var back = _builder.Add("TensorListGetItem", "get", [outer, Int("at", 1), Shape()], variants);
        _builder.Add("TensorListStack", "stack", [back, Shape()], Floats);
        _builder.Add("Neg", "neg", ["stack"], OpRun.Float);

        Assert.Equal([-3f, -4f], _builder.Run(new() { ["x"] = Tensor.Create([2], 3f, 4f) }, ("neg:0", DataType.DtFloat))["y0"].Floats());
    }

    [Fact]
    public void Run_StringArray_OfTensorFlow1()
    {
        (string, AttrValue)[] text = [("dtype", Attributes.Of(DataType.DtString)), ("T", Attributes.Of(DataType.DtString))];
        var x = _builder.Feed("x", DataType.DtString);
        _builder.Add("TensorArrayV3", "array", [Int("size", 1)], [.. text, ("dynamic_size", Attributes.Of(true))]);
        _builder.Add("TensorArraySplitV3", "split", ["array", x, _builder.Constant("lengths", Tensor.Create([2], 1L, 2L)), "array:1"], text);
        _builder.Add("TensorArrayWriteV3", "write", ["array", Int("three", 3), x, "split"], text);
        _builder.Add("TensorArrayConcatV3", "concat", ["array", "write"], text);
        _builder.Add("TensorArrayReadV3", "read", ["array", Int("one", 1), "write"], text);
        _builder.Add("TensorArraySizeV3", "count", ["array", "write"], text);

        var result = _builder.Run(new() { ["x"] = Texts.Of("a", "b", "c") }, ("concat:0", DataType.DtString), ("concat:1", DataType.DtInt64), ("read:0", DataType.DtString), ("count:0", DataType.DtInt32));

        Assert.Equal(["a", "b", "c", "a", "b", "c"], result["y0"].Read());
        Assert.Equal([1L, 2, 3], result["y1"].AsSpan<long>().ToArray());
        Assert.Equal(["b", "c"], result["y2"].Read());
        Assert.Equal(4, result["y3"].AsSpan<int>()[0]);
    }

    [Theory]
    [InlineData("TensorListGetItem", 2, "Trying to access element 2 in a list with 2 elements.")]
    [InlineData("TensorListGetItem", -1, "Trying to access element -1 in a list with 2 elements.")]
    [InlineData("TensorListGather", 5, "Trying to gather element 5 in a list with 2 elements.")]
    [InlineData("TensorListSetItem", 2, "Trying to modify element 2 in a list with 2 elements.")]
    public void Run_PositionOutside_SaysSo(string op, int position, string message)
    {
        var list = _builder.Add("TensorListFromTensor", "list", [_builder.Feed("x", DataType.DtString), Shape()], Strings);
        var at = op == "TensorListGather" ? _builder.Constant("at", Tensor.Create([1], position)) : Int("at", position);
        var read = _builder.Add(op, "op", [list, at, op == "TensorListSetItem" ? _builder.Constant("new", Tensor.FromStrings([], "n")) : Shape()], Strings);
        read = op == "TensorListSetItem" ? _builder.Add("TensorListStack", "stack", [read, Shape()], Strings) : read;

        var refused = Assert.Throws<ModelRunException>(() => _builder.Run(new() { ["x"] = Texts.Of("a", "b") }, (read, DataType.DtString)));

        Assert.Equal(message, refused.Message);
    }

    private static (string, AttrValue)[] Of(DataType type) => [("element_dtype", Attributes.Of(type)), ("shape_type", Attributes.Of(DataType.DtInt32))];

    private string Shape() => _builder.Constant($"shape{_builder.Graph.Node.Count}", Tensor.Create<int>([0]));

    private string Int(string name, int value) => _builder.Constant(name, Tensor.Scalar(value));
}
