using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Loading.ControlFlow;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading;

/// <summary>Graphs that no runtime could have written: they end in an error, not in a loop or without a stack.</summary>
public sealed class MalformedGraphTests
{
    private static readonly (string, AttrValue) Outer = ("f", Attributes.Function("outer"));

    [Fact]
    public void TryLoad_NodesThatFeedEachOther_AreRefused()
    {
        var builder = new SavedModelBuilder();
        builder.Add("Neg", "a", ["b"], OpRun.Float);
        builder.Add("Neg", "b", ["a"], OpRun.Float);

        Assert.Equal(new LoadError(ErrorCode.InvalidArgument, "The inputs of node a lead back to it"), Fail(builder, "a:0"));
    }

    [Fact]
    public void TryLoad_NodeThatFeedsItself_IsRefused()
    {
        var builder = new SavedModelBuilder();
        builder.Add("Identity", "a", ["a"], OpRun.Float);
        builder.Add("Reshape", "y", ["a", "a"]);

        Assert.Equal(ErrorCode.InvalidArgument, Fail(builder, "y:0").Code);
    }

    [Fact]
    public void TryLoad_CallThatFeedsItself_IsRefused()
    {
        var builder = new SavedModelBuilder();
        builder.Graph.Library.Function.Add(Function("outer", "v"));
        builder.Add("PartitionedCall", "call", ["call"], Outer);

        Assert.Equal(new LoadError(ErrorCode.InvalidArgument, "The inputs of node call lead back to it"), Fail(builder, "call:0"));
    }

    [Fact]
    public void TryLoad_CallsInALongChain_AreRefused()
    {
        var builder = new SavedModelBuilder();
        builder.Graph.Library.Function.Add(Function("outer", "v"));
        var last = builder.Placeholder("x", DataType.DtFloat, -1);
        for (var i = 0; i < 20_000; i++)
        {
            last = builder.Add("PartitionedCall", $"call{i}", [last], Outer);
        }

        Assert.Contains("is nested too deep", Fail(builder, last).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryLoad_ConstantsInALongChain_AreFolded()
    {
        var builder = new SavedModelBuilder();
        var last = builder.Constant("start", Tensor.Create([1], 4));
        for (var i = 0; i < 20_000; i++)
        {
            last = builder.Add("Identity", $"same{i}", [last], ("T", Attributes.Of(DataType.DtInt32)));
        }

        builder.Add("Reshape", "y", [builder.Placeholder("x", DataType.DtFloat, -1), last]);

        builder.Sign("serving_default", [("x", TensorProtos.Info("x:0", DataType.DtFloat))], [("y", TensorProtos.Info("y:0", DataType.DtFloat))]);
        using var model = Models.Load(builder);
        Assert.Equal([1f, 2f, 3f, 4f], model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([2, 2], 1f, 2f, 3f, 4f) }, null)["y"].Floats());
    }

    [Theory]
    [InlineData(0, 2_000_000_000, 1)]
    [InlineData(long.MinValue, long.MaxValue, 1)]
    [InlineData(long.MaxValue, long.MinValue, -1)]
    [InlineData(long.MaxValue - 1, long.MaxValue, long.MaxValue)]
    public void TryLoad_RangeTooLongForAShape_IsLeftToTheRun(long from, long to, long step)
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtInt64);
        var range = builder.Add(
            "Range",
            "range",
            [builder.Constant("from", Tensor.Scalar(from)), builder.Constant("to", Tensor.Scalar(to)), builder.Constant("step", Tensor.Scalar(step))],
            ("Tidx", Attributes.Of(DataType.DtInt64)));
        var y = builder.Add("AddV2", "y", [x, range], ("T", Attributes.Of(DataType.DtInt64)));
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtInt64))], [("y", TensorProtos.Info(y, DataType.DtInt64))]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Models.Load(builder).Dispose();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 26);
    }

    [Fact]
    public void TryLoad_FunctionsThatMultiply_AreRefused()
    {
        var builder = new SavedModelBuilder();
        for (var i = 0; i < 40; i++)
        {
            var next = i == 39 ? "leaf" : $"f{i + 1}";
            builder.Graph.Library.Function.Add(Function(
                $"f{i}",
                "b:output:0",
                SavedModelBuilder.Node("PartitionedCall", "a", ["v"], ("f", Attributes.Function(next))),
                SavedModelBuilder.Node("PartitionedCall", "b", ["a:output:0"], ("f", Attributes.Function(next)))));
        }

        builder.Graph.Library.Function.Add(Function("leaf", "n:y:0", SavedModelBuilder.Node("Neg", "n", ["v"], OpRun.Float)));
        var y = builder.Add("PartitionedCall", "y", [builder.Placeholder("x", DataType.DtFloat, -1)], ("f", Attributes.Function("f0")));

        Assert.Equal(ErrorCode.ResourceExhausted, Fail(builder, y).Code);
    }

    [Theory]
    [InlineData("StatelessIf", "then_branch", "else_branch")]
    [InlineData("StatelessWhile", "cond", "body")]
    public void TryLoad_BranchesAndBodiesThatHoldThemselves_AreRefused(string op, string first, string second)
    {
        var builder = new SavedModelBuilder();
        var isIf = op == "StatelessIf";
        var again = Attributes.Function("again");
        string[] inputs = isIf ? ["p", "p"] : ["p"];
        builder.Branch("again", 1, (f, v) => f.Add(op, "inner", isIf ? [v[0], v[0]] : [v[0]], (first, again), (second, again)), DataType.DtBool);
        builder.Placeholder("p", DataType.DtBool);

        var error = Fail(builder, builder.Add(op, "y", inputs, (first, again), (second, again)));

        Assert.Contains("more than", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Sixty conditionals, each of which needs the one before it in both of its branches.</summary>
    [Fact]
    public void TryLoad_ConditionalsThatMultiply_AreRefused()
    {
        var builder = new SavedModelBuilder();
        var predicate = builder.Add("Placeholder", "p", [], ("dtype", Attributes.Of(DataType.DtBool)));
        var value = builder.Placeholder("x", DataType.DtFloat);
        for (var i = 0; i < 60; i++)
        {
            builder.Add("Switch", $"s{i}", ["x", predicate]);
            string[] sides = [builder.Add("AddV2", $"a{i}", [value, $"s{i}:0"], OpRun.Float), builder.Add("AddV2", $"b{i}", [value, $"s{i}:1"], OpRun.Float)];
            value = builder.Add("Merge", $"m{i}", sides);
        }

        builder.Sign("serving_default", [("x", TensorProtos.Info("x:0", DataType.DtFloat)), ("p", TensorProtos.Info(predicate, DataType.DtBool))], [("y", TensorProtos.Info(value, DataType.DtFloat))]);

        Assert.Equal(ErrorCode.ResourceExhausted, Models.FailToLoad(builder).Code);
    }

    [Fact]
    public void TryLoad_StatefulOps_AreListed()
    {
        var builder = new SavedModelBuilder();
        var counter = builder.VariableHandle("counter", Tensor.Scalar(0f));
        builder.Add("ResourceScatterAdd", "increment", [counter, builder.Constant("one", Tensor.Scalar(1f))]);
        var counted = builder.Add("RandomGammaGrad", "counted", [builder.Add("CountUpTo", "up", ["counter"])]);
        builder.Add("AddN", "y", [counted, "increment"], OpRun.Float);

        Assert.Equal(
            new LoadError(ErrorCode.Unimplemented, "Signature serving_default needs ops that are not supported: RandomGammaGrad (node counted), ResourceScatterAdd (node increment)"),
            Fail(builder, "y:0"));
    }

    [Theory]
    [InlineData(0, ErrorCode.NotFound, "Could not find meta graph def matching supplied tags: { serve }.")]
    [InlineData(3, ErrorCode.DataLoss, "Can't parse ")]
    [InlineData(40, ErrorCode.DataLoss, "Can't parse ")]
    public void TryLoad_SavedModelCutShort_IsRefused(int length, ErrorCode code, string message)
    {
        var folder = Directory.CreateTempSubdirectory("cut-").FullName;
        try
        {
            var builder = new SavedModelBuilder();
            builder.Placeholder("x", DataType.DtFloat, -1);
            builder.WriteTo(folder);
            var path = Path.Combine(folder, "saved_model.pb");
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);

            Assert.False(Models.Loader.TryLoad(folder, new LoadOptions(), out _, out var error));

            Assert.Equal(code, error.Code);
            Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("serve,gpu", "serve")]
    [InlineData("serve", "serve,gpu")]
    [InlineData("", "serve")]
    [InlineData("train", "serve")]
    public void TryLoad_OtherTags_AreNoMatch(string has, string wants)
    {
        var builder = new SavedModelBuilder();
        builder.Tags.Clear();
        Array.ForEach(has.Split(',', StringSplitOptions.RemoveEmptyEntries), builder.Tags.Add);
        var folder = Directory.CreateTempSubdirectory("tags-").FullName;
        builder.WriteTo(folder);

        Assert.False(Models.Loader.TryLoad(folder, new LoadOptions { Tags = wants.Split(',') }, out _, out var error));

        Directory.Delete(folder, recursive: true);
        Assert.Equal(
            new LoadError(
                ErrorCode.NotFound,
                $"Could not find meta graph def matching supplied tags: {{ {wants.Replace(',', ' ')} }}. To inspect available tag-sets in the SavedModel, please use the SavedModel CLI: `saved_model_cli`"),
            error);
    }

    private static LoadError Fail(SavedModelBuilder builder, string output)
    {
        builder.Sign("serving_default", [], [("y", TensorProtos.Info(output, DataType.DtFloat))]);
        return Models.FailToLoad(builder);
    }

    private static FunctionDef Function(string name, string result, params NodeDef[] nodes)
    {
        var function = new FunctionDef { Signature = new OpDef { Name = name }, NodeDef = { nodes } };
        function.Signature.InputArg.Add(new OpDef.Types.ArgDef { Name = "v" });
        function.Signature.OutputArg.Add(new OpDef.Types.ArgDef { Name = "result" });
        function.Ret["result"] = result;
        return function;
    }
}
