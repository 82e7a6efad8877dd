using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading;

public sealed class ImportTests
{
    [Fact]
    public void TryLoad_UnsupportedOps_NamesOpNodeAndSignature()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1);
        builder.Add("RandomGammaGrad", "draw", [builder.Add("FancyOp", "fancy", [x])]);
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info("draw:0", DataType.DtFloat))]);

        Assert.Equal(
            new LoadError(ErrorCode.Unimplemented, "Signature serving_default needs ops that are not supported: RandomGammaGrad (node draw)"),
            Models.FailToLoad(builder));
    }

    [Fact]
    public void Run_VariablesOfTheCheckpoint_AreFrozenIn()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1, 2);
        var kernel = builder.Variable("dense/kernel", Tensor.Create([2, 2], 1f, 2f, 3f, 4f));
        var bias = builder.Variable("a/bias", Tensor.Create([2], 10f, 20f));
        var product = builder.Add("MatMul", "product", [x, kernel], OpRun.Float);
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info(builder.Add("AddV2", "sum", [product, bias], OpRun.Float), DataType.DtFloat))]);
        using var model = Models.Load(builder);

        var result = model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([1, 2], 1f, 1f) }, null)["y"];

        Assert.Equal([14f, 26f], result.Floats());
    }

    [Fact]
    public void Run_NestedFunctionsWithAttributes_AreLookedThrough()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1);
        var scale = builder.VariableHandle("scale", Tensor.Scalar(3f));
        var placeholder = new AttrValue { Placeholder = "T" };
        builder.Graph.Library.Function.Add(Function("inner", ["v", "w"], ("product:z:0", [SavedModelBuilder.Node("Mul", "product", ["v", "w"], ("T", placeholder))])));
        builder.Graph.Library.Function.Add(Function("outer", ["v", "handle"], (
            "inner_call:output:0",
            [
                SavedModelBuilder.Node("ReadVariableOp", "read", ["handle", "^nothing"], ("dtype", Attributes.Of(DataType.DtFloat))),
                Call("inner_call", "inner", "v", "read:value:0"),
            ])));
        builder.Graph.Node.Add(Call("call", "outer", x, scale));
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info("call:0", DataType.DtFloat))]);
        using var model = Models.Load(builder);

        Assert.Equal([6f, 9f], model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([2], 2f, 3f) }, null)["y"].Floats());
    }

    [Fact]
    public void TryLoad_FunctionsThatCallThemselves_AreRefused()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1);
        builder.Graph.Library.Function.Add(Function("loop", ["v"], ("again:output:0", [Call("again", "loop", "v")])));
        builder.Graph.Node.Add(Call("call", "loop", x));
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info("call:0", DataType.DtFloat))]);

        Assert.Contains("Functions call each other more than", Models.FailToLoad(builder).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithAFilter_ReturnsOnlyThoseOutputs()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1);
        builder.Sign(
            "serving_default",
            [("x", TensorProtos.Info(x, DataType.DtFloat))],
            [("negative", TensorProtos.Info(builder.Add("Neg", "neg", [x], OpRun.Float), DataType.DtFloat)), ("same", TensorProtos.Info(x, DataType.DtFloat))]);
        using var model = Models.Load(builder);
        var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.Create([1], 2f) };

        Assert.Equal(["same"], model.Run("serving_default", inputs, ["same"]).Keys);
        Assert.Equal(["negative", "same"], model.Run("serving_default", inputs, null).Keys.Order());
    }

    [Fact]
    public void Run_StringsThroughTheGraph_ComeBackAsBytes()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtString, -1);
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtString))], [("y", TensorProtos.Info(builder.Add("Identity", "same", [x]), DataType.DtString))]);
        using var model = Models.Load(builder);

        var result = model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.FromStrings([2], "", "Grüße") }, null)["y"];

        Assert.Equal([[], [.. "Grüße"u8]], result.Strings.Select(text => text.ToArray()));
    }

    [Fact]
    public void Run_ImpossibleShapes_IsTheCallersError()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1);
        var sum = builder.Add("AddV2", "sum", [x, builder.Constant("c", Tensor.Create([3], 1f, 2f, 3f))], OpRun.Float);
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info(sum, DataType.DtFloat))]);
        using var model = Models.Load(builder);

        Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<ModelRunException>(() => model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([2], 1f, 2f) }, null)).Code);
    }

    [Fact]
    public void TryLoad_DamagedVariable_IsNoticed()
    {
        var folder = Directory.CreateTempSubdirectory("damaged-").FullName;
        try
        {
            var builder = new SavedModelBuilder();
            var read = builder.Variable("v", Tensor.Create([2], 1f, 2f));
            builder.Sign("serving_default", [], [("y", TensorProtos.Info(read, DataType.DtFloat))]);
            builder.WriteTo(folder);
            var data = Path.Combine(folder, "variables", "variables.data-00000-of-00001");
            File.WriteAllBytes(data, [.. File.ReadAllBytes(data).Select((value, index) => index == 3 ? (byte)~value : value)]);

            Assert.False(Models.Loader.TryLoad(folder, new LoadOptions(), out _, out var error));

            Assert.Equal(ErrorCode.DataLoss, error.Code);
            Assert.EndsWith("the value of v is truncated or fails its checksum", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static NodeDef Call(string name, string function, params string[] inputs)
    {
        var attribute = Attributes.Function(function);
        attribute.Func.Attr.Add("T", Attributes.Of(DataType.DtFloat));
        return SavedModelBuilder.Node("StatefulPartitionedCall", name, inputs, ("f", attribute));
    }

    private static FunctionDef Function(string name, string[] arguments, (string Result, NodeDef[] Nodes) body) => new()
    {
        Signature = new OpDef
        {
            Name = name,
            InputArg = { arguments.Select(argument => new OpDef.Types.ArgDef { Name = argument }) },
            OutputArg = { new OpDef.Types.ArgDef { Name = "output" } },
        },
        NodeDef = { body.Nodes },
        Ret = { ["output"] = body.Result },
    };
}
