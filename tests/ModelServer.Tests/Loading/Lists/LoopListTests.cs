using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.ControlFlow;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Lists;

public sealed class LoopListTests
{
    private static readonly (string, AttrValue) Int = ("T", Attributes.Of(DataType.DtInt32));

    private static readonly (string, AttrValue)[] Floats = [("element_dtype", Attributes.Of(DataType.DtFloat)), ("shape_type", Attributes.Of(DataType.DtInt32))];

    private static readonly Tensor Rows = Tensor.Create([4, 2], 1f, 10f, 2f, 20f, 3f, 30f, 4f, 40f);

    /// <summary>The list is only written to, so that what is written can be collected; where it lands is the loop's own choice.</summary>
    [Theory]
    [InlineData(false, new[] { 1f, 10f, 3f, 30f, 6f, 60f, 10f, 100f })]
    [InlineData(true, new[] { 10f, 100f, 6f, 60f, 3f, 30f, 1f, 10f })]
    public void Run_RunningSums_AreWrittenWhereTheLoopSays(bool isBackwards, float[] expected)
    {
        var builder = new SavedModelBuilder();
        var outputs = RunningSums(builder, 4, (f, v) => isBackwards ? f.Add("Sub", "place", [f.Constant("last", Tensor.Scalar(3)), v[0]], Int) : v[0]);

        var result = builder.Run(new() { ["x"] = Rows }, (Stack(builder, outputs[1], -1), DataType.DtFloat));

        Assert.Equal(expected, result["y0"].Floats());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 3)]
    [InlineData(2, 3)]
    public void Run_FewerIterationsThanItems_LeaveZeros(int iterations, int length)
    {
        var builder = new SavedModelBuilder();
        var outputs = RunningSums(builder, length, (_, v) => v[0]);

        var result = builder.Run(new() { ["x"] = Tensor.Create([iterations, 2], Rows.AsSpan<float>()[..(2 * iterations)]) }, (Stack(builder, outputs[1], 2), DataType.DtFloat));

        double[] sums = [1, 10, 3, 30];
        Close.To([length, 2], [.. sums[..(2 * iterations)], .. new double[2 * (length - iterations)]], result["y0"]);
    }

    /// <summary>Keras writes every step's output to the first place where only the last one is asked for.</summary>
    [Fact]
    public void Run_WritesToOnePlace_KeepTheLast()
    {
        var builder = new SavedModelBuilder();
        var outputs = RunningSums(builder, 2, (f, _) => f.Constant("place", Tensor.Scalar(1)));

        Close.To([2, 2], [0, 0, 10, 100], builder.Run(new() { ["x"] = Rows }, (Stack(builder, outputs[1], -1), DataType.DtFloat))["y0"]);
    }

    /// <summary>The data decide where sums land: the third overwrites the first, the fourth the second.</summary>
    [Fact]
    public void Run_WritesThatMeetEachOther_KeepTheLater()
    {
        var builder = new SavedModelBuilder();
        var outputs = RunningSums(builder, 2, (f, v) => f.Add("FloorMod", "place", [v[0], f.Constant("two", Tensor.Scalar(2))], Int));

        Close.To([2, 2], [6, 60, 10, 100], builder.Run(new() { ["x"] = Rows }, (Stack(builder, outputs[1], -1), DataType.DtFloat))["y0"]);
    }

    /// <summary>Each item is made from the one written before it, so that the list itself must be carried.</summary>
    [Fact]
    public void Run_ListsReadAndWritten_AreCarried()
    {
        var builder = new SavedModelBuilder();
        var first = builder.Add("TensorListSetItem", "first", [Reserve(builder, 5), builder.Constant("start", Tensor.Scalar(0)), builder.Feed("x", DataType.DtFloat)], Floats);
        var outputs = builder.While(
            "powers",
            [(builder.Constant("one", Tensor.Scalar(1)), DataType.DtInt32), (first, DataType.DtVariant)],
            (f, v) => f.Add("Less", "less", [v[0], f.Constant("limit", Tensor.Scalar(5))], Int),
            (f, v) =>
            {
                var before = f.Add("TensorListGetItem", "before", [v[1], f.Add("Sub", "previous", [v[0], f.Constant("back", Tensor.Scalar(1))], Int), f.Constant("shape", Tensor.Create([1], -1))], Floats);
                var doubled = f.Add("AddV2", "doubled", [before, before], OpRun.Float);
                return [f.Add("AddV2", "next", [v[0], f.Constant("step", Tensor.Scalar(1))], Int), f.Add("TensorListSetItem", "set", [v[1], v[0], doubled], Floats)];
            });

        var result = builder.Run(new() { ["x"] = Tensor.Create([2], 1f, 3f) }, (Stack(builder, outputs[1], -1), DataType.DtFloat));

        Close.To([5, 2], [1, 3, 2, 6, 4, 12, 8, 24, 16, 48], result["y0"]);
    }

    [Theory]
    [InlineData(3f)]
    [InlineData(200f)]
    public void Run_ListsPushedTo_Grow(float start)
    {
        var builder = new SavedModelBuilder();
        var list = builder.Add("EmptyTensorList", "list", [builder.Constant("scalar", Tensor.Create<int>([0])), builder.Constant("most", Tensor.Scalar(-1))], Floats);
        var outputs = builder.While(
            "growing",
            [(builder.Feed("x", DataType.DtFloat), DataType.DtFloat), (list, DataType.DtVariant)],
            (f, v) => f.Add("Less", "less", [v[0], f.Constant("limit", Tensor.Scalar(100f))], OpRun.Float),
            (f, v) => [f.Add("AddV2", "twice", [v[0], v[0]], OpRun.Float), f.Add("TensorListPushBack", "push", [v[1], v[0]], Floats)]);

        var result = builder.Run(new() { ["x"] = Tensor.Scalar(start) }, (builder.Add("TensorListStack", "stacked", [outputs[1], "scalar:0"], Floats), DataType.DtFloat));

        var expected = new List<double>();
        for (double x = start; x < 100; x += x)
        {
            expected.Add(x);
        }

        Close.To([expected.Count], expected, result["y0"]);
    }

    /// <summary>Sums the rows of x from the first, and writes each sum to the place chosen.</summary>
    private static string[] RunningSums(SavedModelBuilder builder, int length, Func<FunctionBuilder, string[], string> place)
    {
        var input = builder.Add("TensorListFromTensor", "unstacked", [builder.Feed("x", DataType.DtFloat), builder.Constant("row", Tensor.Create([1], 2))], Floats);
        builder.Add("Shape", "shape", ["x:0"], OpRun.Float);
        var count = builder.Add(
            "StridedSlice",
            "count",
            ["shape:0", builder.Constant("begin", Tensor.Create([1], 0)), builder.Constant("end", Tensor.Create([1], 1)), builder.Constant("stride", Tensor.Create([1], 1))],
            Int,
            ("shrink_axis_mask", Attributes.Of(1L)));
        (string, DataType)[] variables =
        [
            (builder.Constant("time", Tensor.Scalar(0)), DataType.DtInt32), (Reserve(builder, length), DataType.DtVariant),
            (builder.Constant("nothing", Tensor.Create([2], 0f, 0f)), DataType.DtFloat), (count, DataType.DtInt32), (input, DataType.DtVariant),
        ];
        return builder.While("sums", variables, (f, v) => f.Add("Less", "less", [v[0], v[3]], Int), (f, v) =>
        {
            var item = f.Add("TensorListGetItem", "item", [v[4], v[0], f.Constant("row", Tensor.Create([1], 2))], Floats);
            var sum = f.Add("AddV2", "sum", [v[2], item], OpRun.Float);
            var written = f.Add("TensorListSetItem", "write", [v[1], place(f, v), sum], Floats);
            return [f.Add("AddV2", "next", [v[0], f.Constant("one", Tensor.Scalar(1))], Int), written, sum, v[3], v[4]];
        });
    }

    private static string Reserve(SavedModelBuilder builder, int length) =>
        builder.Add("TensorListReserve", "reserve", [builder.Constant("open", Tensor.Create([1], -1)), builder.Constant("length", Tensor.Scalar(length))], Floats);

    private static string Stack(SavedModelBuilder builder, string list, int row) =>
        builder.Add("TensorListStack", "stack", [list, builder.Constant("stack/shape", Tensor.Create([1], row))], Floats);
}
