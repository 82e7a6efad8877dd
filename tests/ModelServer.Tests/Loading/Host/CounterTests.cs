using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>The counter model: requests change a variable.</summary>
public sealed class CounterTests
{
    private static readonly (string, AttrValue) Type = ("dtype", Attributes.Of(DataType.DtFloat));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_Counter_KeepsWhatRequestsMadeOfIt(bool isSecondGeneration)
    {
        using var model = Models.Load(isSecondGeneration ? WithFunctions() : WithReferences());

        Assert.Equal(0f, Run(model, "get_counter"));
        Assert.Equal(1f, Run(model, "incr_counter"));
        Assert.Equal(0f, Run(model, "reset_counter"));
        Assert.Equal(1f, Run(model, "incr_counter"));
        Assert.Equal(4f, Run(model, "incr_counter_by", Tensor.Scalar(3f)));
        Assert.Equal(4f, Run(model, "get_counter"));
    }

    [Fact]
    public void Load_Again_StartsFromTheCheckpoint()
    {
        var builder = WithFunctions(5f);
        using var first = Models.Load(builder);
        using var second = Models.Load(builder);

        Assert.Equal(6f, Run(first, "incr_counter"));
        Assert.Equal(5f, Run(second, "get_counter"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ManyAtOnce_LosesNoIncrement(bool isSecondGeneration)
    {
        using var model = Models.Load(isSecondGeneration ? WithFunctions() : WithReferences());

        var seen = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 50).Select(_ => Run(model, "incr_counter")).ToArray())));

        Assert.Equal(Enumerable.Range(1, 400).Select(count => (float)count), seen.SelectMany(counts => counts).Order());
    }

    [Fact]
    public void Run_ChangeThatNoOutputNeeds_StillHappens()
    {
        var builder = new SavedModelBuilder();
        var counter = builder.VariableHandle("counter", Tensor.Scalar(0f));
        var x = builder.Placeholder("x", DataType.DtFloat, -1);
        builder.Graph.Library.Function.Add(Functions.Define(
            "twice",
            ["x", "counter"],
            [("y", "sum:z:0")],
            ["add"],
            SavedModelBuilder.Node("Const", "one", [], Type, ("value", Attributes.Of(Tensor.Scalar(1f)))),
            SavedModelBuilder.Node("AssignAddVariableOp", "add", ["counter", "one:output:0"], Type),
            SavedModelBuilder.Node("AddV2", "sum", ["x", "x"], OpRun.Float)));
        builder.Graph.Node.Add(Functions.Call("call", "twice", x, counter));
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info("call:0", DataType.DtFloat))]);
        builder.Sign("count", [], [("output", TensorProtos.Info(builder.Add("ReadVariableOp", "read", [counter], Type), DataType.DtFloat))]);
        using var model = Models.Load(builder);

        var doubled = model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([2], 1f, 2f) }, null)["y"];

        Assert.Equal([2f, 4f], doubled.Floats());
        Assert.Equal(1f, Run(model, "count"));
    }

    /// <summary>TensorFlow 1: operations on references, which give the variable back.</summary>
    internal static SavedModelBuilder WithReferences()
    {
        var builder = new SavedModelBuilder();
        var counter = builder.ReferenceVariable("counter", Tensor.Scalar(0f));
        var delta = builder.Placeholder("delta", DataType.DtFloat);
        var one = builder.Constant("one", Tensor.Scalar(1f));
        Sign(builder, "get_counter", builder.Add("Identity", "read", [counter], OpRun.Float));
        Sign(builder, "incr_counter", builder.Add("AssignAdd", "incr", [counter, one], OpRun.Float));
        Sign(builder, "incr_counter_by", builder.Add("AssignAdd", "incr_by", [counter, delta], OpRun.Float), delta);
        Sign(builder, "reset_counter", builder.Add("Assign", "reset", [counter, builder.Constant("zero", Tensor.Scalar(0f))], OpRun.Float));
        return builder;
    }

    /// <summary>TensorFlow 2: functions whose control outputs and inputs order the change and the read after it.</summary>
    private static SavedModelBuilder WithFunctions(float initial = 0)
    {
        var builder = new SavedModelBuilder();
        var counter = builder.VariableHandle("counter", Tensor.Scalar(initial));
        var delta = builder.Placeholder("delta", DataType.DtFloat);
        AddFunction(builder, "increase", "AssignAddVariableOp");
        AddFunction(builder, "set", "AssignVariableOp");
        var one = builder.Constant("one", Tensor.Scalar(1f));
        Sign(builder, "get_counter", builder.Add("ReadVariableOp", "read", [counter], Type));
        Sign(builder, "incr_counter", Call(builder, "incr", "increase", counter, one));
        Sign(builder, "incr_counter_by", Call(builder, "incr_by", "increase", counter, delta), delta);
        Sign(builder, "reset_counter", Call(builder, "reset", "set", counter, builder.Constant("zero", Tensor.Scalar(0f))));
        return builder;
    }

    private static void AddFunction(SavedModelBuilder builder, string name, string op) => builder.Graph.Library.Function.Add(Functions.Define(
        name,
        ["counter", "delta"],
        [("result", "Identity:output:0")],
        ["change", "read"],
        SavedModelBuilder.Node(op, "change", ["counter", "delta"], Type),
        SavedModelBuilder.Node("ReadVariableOp", "read", ["counter", "^change"], Type),
        SavedModelBuilder.Node("NoOp", "NoOp", ["^change", "^read"]),
        SavedModelBuilder.Node("Identity", "Identity", ["read:value:0", "^NoOp"], OpRun.Float)));

    private static string Call(SavedModelBuilder builder, string name, string function, params string[] inputs)
    {
        builder.Graph.Node.Add(Functions.Call(name, function, inputs));
        return name + ":0";
    }

    private static void Sign(SavedModelBuilder builder, string name, string output, string? delta = null) => builder.Sign(
        name,
        delta is null ? [] : [("delta", TensorProtos.Info(delta, DataType.DtFloat))],
        [("output", TensorProtos.Info(output, DataType.DtFloat))]);

    private static float Run(LoadedModel model, string signature, Tensor? delta = null)
    {
        var inputs = delta is null ? [] : new Dictionary<string, Tensor> { ["delta"] = delta };
        return model.Run(signature, inputs, null)["output"].Floats()[0];
    }
}
