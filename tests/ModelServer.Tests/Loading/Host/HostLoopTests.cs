using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.ControlFlow;
using ModelServing.ModelServer.Tests.Loading.Host.Images;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Loops and conditionals around work that only the host does, as map_fn and cond write them.</summary>
public sealed class HostLoopTests
{
    private static readonly (string, AttrValue) Int = ("T", Attributes.Of(DataType.DtInt32));
    private static readonly (string, AttrValue)[] Strings = [("element_dtype", Attributes.Of(DataType.DtString)), ("shape_type", Attributes.Of(DataType.DtInt32))];
    private static readonly (string, AttrValue)[] Floats = [("element_dtype", Attributes.Of(DataType.DtFloat)), ("shape_type", Attributes.Of(DataType.DtInt32))];
    private static readonly byte[][] Images = [Png(4, 2, 10), Png(2, 6, 60), Png(1, 1, 200)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_MapOverImages_DecodesAndResizesEach(int count)
    {
        var builder = new SavedModelBuilder();
        var images = builder.Feed("images", DataType.DtString);
        var size = builder.Add("Size", "count", [images], ("T", Attributes.Of(DataType.DtString)));
        var list = builder.Add("TensorListFromTensor", "list", [images, builder.Constant("scalar", Tensor.Create<int>([0]))], Strings);
        var results = builder.Add("TensorListReserve", "results", [builder.Constant("any", Tensor.Scalar(-1)), size], Floats);
        var outputs = builder.While(
            "map",
            [(builder.Constant("start", Tensor.Scalar(0)), DataType.DtInt32), (results, DataType.DtVariant), (list, DataType.DtVariant), (size, DataType.DtInt32)],
            (f, v) => f.Add("Less", "less", [v[0], v[3]], Int),
            (f, v) =>
            {
                var bytes = f.Add("TensorListGetItem", "item", [v[2], v[0], f.Constant("shape", Tensor.Create<int>([0]))], Strings);
                var decoded = f.Add("DecodePng", "decode", [bytes], ("channels", Attributes.Of(3L)), ("dtype", Attributes.Of(DataType.DtUint8)));
                var batch = f.Add("ExpandDims", "batch", [decoded, f.Constant("axis", Tensor.Scalar(0))], ("T", Attributes.Of(DataType.DtUint8)));
                var resized = f.Add("ResizeBilinear", "resize", [batch, f.Constant("size", Tensor.Create([2], 2, 2))], ("T", Attributes.Of(DataType.DtUint8)), ("half_pixel_centers", Attributes.Of(true)));
                var image = f.Add("Squeeze", "image", [resized], ("T", Attributes.Of(DataType.DtFloat)), ("squeeze_dims", Attributes.List(0L)));
                var set = f.Add("TensorListSetItem", "set", [v[1], v[0], image], Floats);
                return [f.Add("AddV2", "next", [v[0], f.Constant("one", Tensor.Scalar(1))], Int), set, v[2], v[3]];
            });
        var stacked = builder.Add("TensorListStack", "stacked", [outputs[1], builder.Constant("shapes", Tensor.Create([3], 2, 2, 3))], [.. Floats, ("num_elements", Attributes.Of(-1L))]);
        var scaled = builder.Add("Mul", "scaled", [stacked, builder.Constant("scale", Tensor.Scalar(0.5f))], OpRun.Float);

        var result = builder.Run(new() { ["images"] = Texts.OfBytes(Images[..count]) }, (scaled, DataType.DtFloat))["y0"];

        Assert.Equal([count, 2L, 2, 3], result.Shape.ToArray());
        double[] expected = [.. Images[..count].SelectMany(Resized).Select(value => value / 2)];
        Close.To([count, 2, 2, 3], expected, result);
    }

    /// <summary>TensorFlow 1 writes the loop and the choice of the decoder as single nodes, and what is looked up comes in from outside.</summary>
    [Fact]
    public void Run_FrameLoopWithConditional_ChoosesByEachItem()
    {
        var builder = new SavedModelBuilder();
        var table = builder.RestoredTable("table", Texts.Of("a", "b"), Tensor.Create([2], 10L, 20L));
        var texts = builder.Feed("texts", DataType.DtString);
        var otherwise = builder.Constant("otherwise", Tensor.Scalar(-1L));
        var size = builder.Add("Size", "count", [texts], ("T", Attributes.Of(DataType.DtString)));
        (string, AttrValue)[] text = [("dtype", Attributes.Of(DataType.DtString))];
        builder.Add("TensorArrayV3", "inputs", [size], text);
        builder.Add("TensorArrayV3", "outputs", [size], ("dtype", Attributes.Of(DataType.DtInt64)));
        builder.Add("Range", "positions", [builder.Constant("from", Tensor.Scalar(0)), size, builder.Constant("by", Tensor.Scalar(1))], ("Tidx", Attributes.Of(DataType.DtInt32)));
        builder.Add("TensorArrayScatterV3", "scatter", ["inputs", "positions", texts, "inputs:1"], ("T", Attributes.Of(DataType.DtString)));
        var last = builder.FrameLoop(
            "while",
            [(builder.Constant("start", Tensor.Scalar(0)), DataType.DtInt32), ("outputs:1", DataType.DtFloat)],
            [size, "inputs", "scatter", "outputs", table, otherwise],
            v => builder.Add("Less", "while/Less", [v[0], v[2]], Int),
            v =>
            {
                builder.Add("TensorArrayReadV3", "while/read", [v[3], v[0], v[4]], text);
                builder.Add("StringLength", "while/length", ["while/read"]);
                builder.Add("Equal", "while/isOne", ["while/length", builder.Constant("while/one", Tensor.Scalar(1))], Int);
                var chosen = builder.Conditional(
                    "while/cond",
                    "while/isOne",
                    ["while/read", v[6], v[7]],
                    captured => builder.Add("LookupTableFindV2", "while/cond/find", [captured[1], captured[0], captured[2]], ("Tin", Attributes.Of(DataType.DtString)), ("Tout", Attributes.Of(DataType.DtInt64))),
                    captured => builder.Add("StringToNumber", "while/cond/number", [captured[0]], ("out_type", Attributes.Of(DataType.DtInt64))));
                var flow = builder.Add("TensorArrayWriteV3", "while/write", [v[5], v[0], chosen, v[1]], ("T", Attributes.Of(DataType.DtInt64)));
                return [builder.Add("AddV2", "while/next", [v[0], "while/one"], Int), flow];
            });
        builder.Add("TensorArrayGatherV3", "gather", ["outputs", "positions", last[1]], ("dtype", Attributes.Of(DataType.DtInt64)));

        var result = builder.Run(new() { ["texts"] = Texts.Of("b", "37", "x", "a") }, ("gather:0", DataType.DtInt64), (last[0], DataType.DtInt32));

        Assert.Equal("int64[4] 20 37 -1 10", result["y0"].Show());
        Assert.Equal(4, result["y1"].AsSpan<int>()[0]);
    }

    [Theory]
    [InlineData("If", "Shout", "SHOUT")]
    [InlineData("If", "", "")]
    [InlineData("StatelessIf", "hUsh", "HUSH")]
    public void Run_If_ChoosesBetweenStrings(string op, string text, string expected)
    {
        var builder = new SavedModelBuilder();
        var x = builder.Feed("x", DataType.DtString);
        builder.Add(op, "if", [x, x], ("Tcond", Attributes.Of(DataType.DtString)),
            ("then_branch", builder.Branch("upper", 1, (f, v) => f.Add("StringUpper", "upper", [v[0]]), DataType.DtString)),
            ("else_branch", builder.Branch("same", 1, (_, v) => v[0], DataType.DtString)));

        Assert.Equal([expected], builder.Run(new() { ["x"] = Tensor.FromStrings([], text) }, ("if:0", DataType.DtString))["y0"].Read());
    }

    [Theory]
    [InlineData(0, "a,b")]
    [InlineData(1, "A,B")]
    [InlineData(2, "a|b")]
    [InlineData(7, "a|b")]
    [InlineData(-1, "a|b")]
    public void Run_Case_TakesTheLastForWhatHasNoBranch(int index, string expected)
    {
        var builder = new SavedModelBuilder();
        var branches = new AttrValue { List = new() };
        branches.List.Func.Add(builder.Branch("zero", 1, (f, v) => f.Add("StringLower", "lower", [v[0]]), DataType.DtString).Func);
        branches.List.Func.Add(builder.Branch("one", 1, (f, v) => f.Add("StringUpper", "upper", [v[0]]), DataType.DtString).Func);
        branches.List.Func.Add(builder.Branch("two", 1, (f, v) => f.Add("StaticRegexReplace", "bar", [v[0]], ("pattern", Attributes.Of(",")), ("rewrite", Attributes.Of("|"))), DataType.DtString).Func);
        builder.Add("Case", "case", [builder.Feed("i", DataType.DtInt32), builder.Feed("x", DataType.DtString)], ("branches", branches), ("Tin", Attributes.List(DataType.DtString)), ("Tout", Attributes.List(DataType.DtString)));

        Assert.Equal([expected], builder.Run(new() { ["i"] = Tensor.Scalar(index), ["x"] = Tensor.FromStrings([], "a,b") }, ("case:0", DataType.DtString))["y0"].Read());
    }

    [Fact]
    public void Run_ConditionalThatNeverGoesTheOtherWay_DoesNotNeedIt()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Feed("x", DataType.DtString);
        var training = builder.Add("PlaceholderWithDefault", "training", [builder.Constant("no", Tensor.Scalar(false))], ("dtype", Attributes.Of(DataType.DtBool)));
        builder.Add("StringToNumber", "number", [x], ("out_type", Attributes.Of(DataType.DtFloat)));
        var merged = builder.Conditional("cond", training, ["number"], captured => builder.Add("RandomUniform", "cond/random", [captured[0]]), captured => builder.Add("Neg", "cond/neg", [captured[0]], OpRun.Float));

        Assert.Equal([-2.5f], builder.Run(new() { ["x"] = Texts.Of("2.5") }, (merged, DataType.DtFloat))["y0"].Floats());
    }

    [Fact]
    public void TryLoad_UnknownOperationWithin_IsNamedWithTheLoop()
    {
        var builder = new SavedModelBuilder();
        var outputs = builder.While("loop", [(builder.Feed("x", DataType.DtString), DataType.DtString)], (f, v) => f.Add("Odd", "odd", [v[0]]), (f, v) => [f.Add("StringUpper", "upper", [v[0]])]);
        builder.Sign(new() { ["x"] = Tensor.FromStrings([], "") }, (outputs[0], DataType.DtString));

        var error = Models.FailToLoad(builder).Message;

        Assert.Contains("Odd (node loop/odd)", error, StringComparison.Ordinal);
        Assert.Contains("StatelessWhile at node loop", error, StringComparison.Ordinal);
        Assert.Contains("signature serving_default", error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Run_LoopWithinLoop_ReadsWhatIsAroundBoth()
    {
        var builder = new SavedModelBuilder();
        var text = builder.Feed("text", DataType.DtString);
        var limit = builder.Feed("limit", DataType.DtInt32);
        (string, DataType)[] variables = [(builder.Constant("start", Tensor.Scalar(0)), DataType.DtInt32), (builder.Constant("empty", Tensor.FromStrings([], "")), DataType.DtString), (text, DataType.DtString), (limit, DataType.DtInt32)];
        var inner = builder.Loop("inner", variables, (f, v) => f.Add("Less", "less", [v[0], v[3]], Int), (f, v) => [Next(f, v[0]), Join(f, v[1], v[2]), v[2], v[3]]);
        var outputs = builder.While("outer", variables, (f, v) => f.Add("Less", "less", [v[0], v[3]], Int), (f, v) =>
        {
            f.Add("StatelessWhile", "inner", [f.Constant("zero", Tensor.Scalar(0)), Join(f, v[1], f.Constant("bar", Tensor.FromStrings([], "|"))), v[2], v[3]], inner);
            return [Next(f, v[0]), "inner:output:1", v[2], v[3]];
        });

        Assert.Equal(["|abab|abab"], builder.Run(new() { ["text"] = Tensor.FromStrings([], "ab"), ["limit"] = Tensor.Scalar(2) }, (outputs[1], DataType.DtString))["y0"].Read());
    }

    private static string Next(FunctionBuilder f, string value) => f.Add("AddV2", "next", [value, f.Constant("one", Tensor.Scalar(1))], Int);

    private static string Join(FunctionBuilder f, string left, string right) => f.Add("StringJoin", "join", [left, right], ("N", Attributes.Of(2L)));

    private static byte[] Png(int width, int height, int start) =>
        new PngWriter(width, height, 8, 0, false).Write([.. Enumerable.Range(0, width * height).Select(i => start + (i * 7))]);

    /// <summary>Bilinear interpolation between pixel centres, of a grey image as three channels.</summary>
    private static IEnumerable<double> Resized(byte[] file)
    {
        var (width, height, start) = file == Images[0] ? (4, 2, 10) : file == Images[1] ? (2, 6, 60) : (1, 1, 200);
        double At(int y, int x) => start + (((Math.Clamp(y, 0, height - 1) * width) + Math.Clamp(x, 0, width - 1)) * 7);
        for (var i = 0; i < 4; i++)
        {
            var (y, x) = ((((i / 2) + 0.5) * height / 2) - 0.5, (((i % 2) + 0.5) * width / 2) - 0.5);
            var (top, left) = ((int)Math.Floor(y), (int)Math.Floor(x));
            var (dy, dx) = (y - top, x - left);
            var upper = (At(top, left) * (1 - dx)) + (At(top, left + 1) * dx);
            var lower = (At(top + 1, left) * (1 - dx)) + (At(top + 1, left + 1) * dx);
            var value = (upper * (1 - dy)) + (lower * dy);
            yield return value;
            yield return value;
            yield return value;
        }
    }
}
