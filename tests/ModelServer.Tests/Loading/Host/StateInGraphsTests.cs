using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Loading.ControlFlow;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Loops and conditionals that change variables and tables while they run.</summary>
public sealed class StateInGraphsTests
{
    private static readonly (string, AttrValue) Int = ("T", Attributes.Of(DataType.DtInt32));
    private static readonly (string, AttrValue) FloatVariable = ("dtype", Attributes.Of(DataType.DtFloat));

    /// <summary>Each iteration adds 2 and then reads: 2 + 4 + 6, and in the next run 8 + 10.</summary>
    [Fact]
    public void Run_LoopThatAddsAndReads_SeesItsOwnChanges()
    {
        var builder = new SavedModelBuilder();
        var counter = builder.VariableHandle("counter", Tensor.Scalar(0f));
        var outputs = builder.While(
            "loop",
            [(builder.Constant("start", Tensor.Scalar(0)), DataType.DtInt32), (builder.Constant("none", Tensor.Scalar(0f)), DataType.DtFloat), (builder.Feed("n", DataType.DtInt32), DataType.DtInt32), (counter, DataType.DtResource)],
            (f, v) => f.Add("Less", "less", [v[0], v[2]], Int),
            (f, v) =>
            {
                f.Add("AssignAddVariableOp", "add", [v[3], f.Constant("two", Tensor.Scalar(2f))], FloatVariable);
                var read = f.Add("ReadVariableOp", "read", [v[3], "^add"], FloatVariable);
                return [Next(f, v[0]), f.Add("AddV2", "sum", [v[1], read], OpRun.Float), v[2], v[3]];
            },
            "While");
        builder.Sign(new() { ["n"] = Tensor.Scalar(0) }, (outputs[1], DataType.DtFloat));
        SignCounter(builder, counter);
        using var model = Models.Load(builder);

        Assert.Equal(12f, Run(model, ("n", Tensor.Scalar(3))));
        Assert.Equal(18f, Run(model, ("n", Tensor.Scalar(2))));
        Assert.Equal(0f, Run(model, ("n", Tensor.Scalar(0))));
        Assert.Equal(10f, Count(model));
    }

    /// <summary>The loop is there for what it changes: no output reads it, and the call's control output asks for it.</summary>
    [Fact]
    public void Run_LoopThatNoOutputReads_RunsAndIsWaitedFor()
    {
        var builder = new SavedModelBuilder();
        var counter = builder.VariableHandle("counter", Tensor.Scalar(1f));
        (string, DataType)[] variables = [("i", DataType.DtInt32), ("n", DataType.DtInt32), ("counter", DataType.DtResource)];
        var loop = builder.Loop("double", variables, (f, v) => f.Add("Less", "less", [v[0], v[1]], Int), (f, v) =>
        {
            var read = f.Add("ReadVariableOp", "read", [v[2]], FloatVariable);
            f.Add("AssignVariableOp", "assign", [v[2], f.Add("AddV2", "twice", [read, read], OpRun.Float)], FloatVariable);
            f.Run("assign");
            return [Next(f, v[0]), v[1], v[2]];
        });
        builder.Graph.Library.Function.Add(Functions.Define(
            "call",
            ["n", "counter"],
            [("y", "read:value:0")],
            ["loop", "read"],
            SavedModelBuilder.Node("Const", "zero", [], ("dtype", Attributes.Of(DataType.DtInt32)), ("value", Attributes.Of(Tensor.Scalar(0)))),
            SavedModelBuilder.Node("While", "loop", ["zero:output:0", "n", "counter"], loop),
            SavedModelBuilder.Node("ReadVariableOp", "read", ["counter", "^loop"], FloatVariable)));
        builder.Graph.Node.Add(Functions.Call("outer", "call", builder.Feed("n", DataType.DtInt32), counter));
        builder.Sign(new() { ["n"] = Tensor.Scalar(0) }, ("outer:0", DataType.DtFloat));
        using var model = Models.Load(builder);

        Assert.Equal(8f, Run(model, ("n", Tensor.Scalar(3))));
        Assert.Equal(16f, Run(model, ("n", Tensor.Scalar(1))));
    }

    [Fact]
    public void Run_If_ChangesOnlyWhatItsBranchDoes()
    {
        var builder = new SavedModelBuilder();
        var counter = builder.VariableHandle("counter", Tensor.Scalar(10f));
        builder.Add("If", "choice", [builder.Feed("p", DataType.DtBool), counter], ("then_branch", Changing("up", "AssignAddVariableOp")), ("else_branch", Changing("down", "AssignSubVariableOp")));
        builder.Sign(new() { ["p"] = Tensor.Scalar(true) }, ("choice:0", DataType.DtFloat));
        SignCounter(builder, counter);
        using var model = Models.Load(builder);

        Assert.Equal(11f, Run(model, ("p", Tensor.Scalar(true))));
        Assert.Equal(12f, Run(model, ("p", Tensor.Scalar(true))));
        Assert.Equal(11f, Run(model, ("p", Tensor.Scalar(false))));
        Assert.Equal(11f, Count(model));

        AttrValue Changing(string name, string op) => builder.Function(name, f =>
        {
            var handle = f.Argument("handle", DataType.DtResource);
            f.Add(op, "change", [handle, f.Constant("one", Tensor.Scalar(1f))], FloatVariable);
            f.Return(f.Add("ReadVariableOp", "read", [handle, "^change"], FloatVariable), DataType.DtFloat);
            f.Run("change");
        });
    }

    /// <summary>A branch within a loop: every item above the highest so far replaces it.</summary>
    [Fact]
    public void Run_ConditionalWithinALoop_KeepsTheHighest()
    {
        var builder = new SavedModelBuilder();
        var highest = builder.VariableHandle("highest", Tensor.Scalar(0f));
        var items = builder.Feed("items", DataType.DtFloat);
        var keep = builder.Function("keep", f =>
        {
            var (handle, item) = (f.Argument("handle", DataType.DtResource), f.Argument("item", DataType.DtFloat));
            f.Add("AssignVariableOp", "assign", [handle, item], FloatVariable);
            f.Run("assign");
            f.Return(f.Constant("one", Tensor.Scalar(1)), DataType.DtInt32);
        });
        var leave = builder.Function("leave", f =>
        {
            f.Argument("handle", DataType.DtResource);
            f.Argument("item", DataType.DtFloat);
            f.Return(f.Constant("zero", Tensor.Scalar(0)), DataType.DtInt32);
        });
        var outputs = builder.While(
            "loop",
            [(builder.Constant("start", Tensor.Scalar(0)), DataType.DtInt32), (builder.Constant("none", Tensor.Scalar(0)), DataType.DtInt32), (items, DataType.DtFloat), (highest, DataType.DtResource)],
            (f, v) => f.Add("Less", "less", [v[0], f.Constant("count", Tensor.Scalar(5))], Int),
            (f, v) =>
            {
                var item = f.Add("GatherV2", "item", [v[2], v[0], f.Constant("axis", Tensor.Scalar(0))], ("Tparams", Attributes.Of(DataType.DtFloat)), ("Tindices", Attributes.Of(DataType.DtInt32)), ("Taxis", Attributes.Of(DataType.DtInt32)));
                var isHigher = f.Add("Greater", "higher", [item, f.Add("ReadVariableOp", "read", [v[3]], FloatVariable)], OpRun.Float);
                var replaced = f.Add("If", "if", [isHigher, v[3], item, "^read"], ("then_branch", keep), ("else_branch", leave));
                f.Run("if");
                return [Next(f, v[0]), f.Add("AddV2", "count_up", [v[1], replaced], Int), v[2], v[3]];
            },
            "While");
        builder.Sign(new() { ["items"] = Tensor.Create<float>([5], new float[5]) }, (outputs[1], DataType.DtInt32));
        SignCounter(builder, highest);
        using var model = Models.Load(builder);

        Assert.Equal(3, model.Run("serving_default", new Dictionary<string, Tensor> { ["items"] = Tensor.Create([5], 2f, 1, 5, 4, 7) }, null)["y0"].AsSpan<int>()[0]);
        Assert.Equal(7f, Count(model));
        Assert.Equal(1, model.Run("serving_default", new Dictionary<string, Tensor> { ["items"] = Tensor.Create([5], 7f, 6, 9, 1, 9) }, null)["y0"].AsSpan<int>()[0]);
        Assert.Equal(9f, Count(model));
    }

    [Fact]
    public void Run_LoopThatInsertsIntoATable_FindsWhatItInserted()
    {
        var builder = new SavedModelBuilder();
        var table = builder.RestoredTable("squares", Tensor.Create([1], 0L), Tensor.Create([1], 0L));
        (string, AttrValue)[] types = [("Tin", Attributes.Of(DataType.DtInt64)), ("Tout", Attributes.Of(DataType.DtInt64))];
        var wide = ("T", Attributes.Of(DataType.DtInt64));
        builder.While(
            "loop",
            [(builder.Constant("start", Tensor.Scalar(1L)), DataType.DtInt64), (builder.Feed("n", DataType.DtInt64), DataType.DtInt64), (table, DataType.DtResource)],
            (f, v) => f.Add("LessEqual", "less", [v[0], v[1]], wide),
            (f, v) =>
            {
                f.Add("LookupTableInsertV2", "insert", [v[2], v[0], f.Add("Mul", "square", [v[0], v[0]], wide)], types);
                f.Run("insert");
                return [f.Add("AddV2", "next", [v[0], f.Constant("one", Tensor.Scalar(1L))], wide), v[1], v[2]];
            },
            "While");
        builder.Add("LookupTableFindV2", "find", [table, builder.Feed("x", DataType.DtInt64), builder.Constant("unknown", Tensor.Scalar(-1L)), "^loop"], types);
        builder.Sign(new() { ["n"] = Tensor.Scalar(0L), ["x"] = Tensor.Scalar(0L) }, ("find:0", DataType.DtInt64));
        using var model = Models.Load(builder);

        Assert.Equal("int64[4] 0 9 16 -1", Find(4));
        Assert.Equal("int64[4] 0 9 16 -1", Find(0));

        string Find(long n) => model.Run("serving_default", new Dictionary<string, Tensor> { ["n"] = Tensor.Scalar(n), ["x"] = Tensor.Create([4], 0L, 3, 4, 5) }, null)["y0"].Show();
    }

    /// <summary>One signature counts; another's branch, all of numbers, reads the count.</summary>
    [Fact]
    public void Run_BranchThatReadsWhatAnotherSignatureChanges_SeesTheChange()
    {
        var builder = new SavedModelBuilder();
        var counter = builder.VariableHandle("counter", Tensor.Scalar(1f));
        builder.Add("AssignAddVariableOp", "add", [counter, builder.Constant("one", Tensor.Scalar(1f))], FloatVariable);
        builder.Sign("count", [], [("y0", TensorProtos.Info(builder.Add("ReadVariableOp", "added", [counter, "^add"], FloatVariable), DataType.DtFloat))]);
        builder.Add("If", "choice", [builder.Feed("p", DataType.DtBool), counter], ("then_branch", Reading("plain", false)), ("else_branch", Reading("negated", true)));
        builder.Sign(new() { ["p"] = Tensor.Scalar(true) }, ("choice:0", DataType.DtFloat));
        using var model = Models.Load(builder);

        Assert.Equal(1f, Run(model, ("p", Tensor.Scalar(true))));
        Assert.Equal(2f, model.Run("count", new Dictionary<string, Tensor>(), null)["y0"].Floats()[0]);
        Assert.Equal(-2f, Run(model, ("p", Tensor.Scalar(false))));

        AttrValue Reading(string name, bool negates) => builder.Function(name, f =>
        {
            var read = f.Add("ReadVariableOp", "read", [f.Argument("handle", DataType.DtResource)], FloatVariable);
            f.Return(negates ? f.Add("Neg", "negative", [read], OpRun.Float) : read, DataType.DtFloat);
        });
    }

    [Fact]
    public void Run_FilterOfOutputs_LeavesNoChangeOut()
    {
        var builder = new SavedModelBuilder();
        var counter = builder.VariableHandle("counter", Tensor.Scalar(0f));
        var outputs = builder.While(
            "loop",
            [(builder.Constant("start", Tensor.Scalar(0)), DataType.DtInt32), (builder.Feed("n", DataType.DtInt32), DataType.DtInt32), (counter, DataType.DtResource)],
            (f, v) => f.Add("Less", "less", [v[0], v[1]], Int),
            (f, v) =>
            {
                f.Add("AssignAddVariableOp", "add", [v[2], f.Constant("delta", Tensor.Scalar(1f))], FloatVariable);
                f.Run("add");
                return [Next(f, v[0]), v[1], v[2]];
            },
            "While");
        builder.Sign(new() { ["n"] = Tensor.Scalar(0) }, (outputs[0], DataType.DtInt32), (builder.Add("AddV2", "other", ["n:0", "n:0"], Int), DataType.DtInt32));
        SignCounter(builder, counter);
        using var model = Models.Load(builder);

        var result = model.Run("serving_default", new Dictionary<string, Tensor> { ["n"] = Tensor.Scalar(4) }, ["y1"]);

        Assert.Equal("int32[] 8", Assert.Single(result).Value.Show());
        Assert.Equal(4f, Count(model));
    }

    /// <summary>TensorFlow 1: a loop that adds its counter to a variable, as a resource or as a reference: 0 + 1 + 2 + 3.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_FrameLoop_ChangesInEveryIteration(bool isReference)
    {
        var builder = new SavedModelBuilder();
        var counter = isReference ? builder.ReferenceVariable("counter", Tensor.Scalar(100f)) : builder.VariableHandle("counter", Tensor.Scalar(100f));
        var last = builder.FrameLoop(
            "while",
            [(builder.Constant("start", Tensor.Scalar(0)), DataType.DtInt32), (builder.Constant("none", Tensor.Scalar(0f)), DataType.DtFloat)],
            [builder.Feed("n", DataType.DtInt32), counter, builder.Constant("one", Tensor.Scalar(1))],
            v => builder.Add("Less", "while/Less", [v[0], v[2]], Int),
            v =>
            {
                var delta = builder.Add("Cast", "while/delta", [v[0]], ("SrcT", Attributes.Of(DataType.DtInt32)), ("DstT", Attributes.Of(DataType.DtFloat)));
                builder.Add(isReference ? "AssignAdd" : "AssignAddVariableOp", "while/add", [v[3], delta], isReference ? OpRun.Float : FloatVariable);
                var read = isReference ? "while/add" : builder.Add("ReadVariableOp", "while/read", [v[3], "^while/add"], FloatVariable);
                return [builder.Add("Add", "while/next", [v[0], v[4], "^while/add"], Int), builder.Add("Identity", "while/seen", [read], OpRun.Float)];
            });
        Refer(builder, isReference, "while/constant_1");
        builder.Sign(new() { ["n"] = Tensor.Scalar(0) }, (last[1], DataType.DtFloat), (last[0], DataType.DtInt32));
        SignCounter(builder, counter, isReference);
        using var model = Models.Load(builder);

        Assert.Equal(106f, Run(model, ("n", Tensor.Scalar(4))));
        Assert.Equal(106f, Count(model));
        Assert.Equal(107f, Run(model, ("n", Tensor.Scalar(2))));
    }

    /// <summary>TensorFlow 1: only the branch that is taken changes the variable.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_FrameConditional_ChangesInOneBranch(bool isReference)
    {
        var builder = new SavedModelBuilder();
        var counter = isReference ? builder.ReferenceVariable("counter", Tensor.Scalar(5f)) : builder.VariableHandle("counter", Tensor.Scalar(5f));
        var merged = builder.Conditional(
            "cond",
            builder.Feed("p", DataType.DtBool),
            [builder.Feed("x", DataType.DtFloat), counter],
            v =>
            {
                builder.Add(isReference ? "AssignAdd" : "AssignAddVariableOp", "cond/add", [v[1], v[0]], isReference ? OpRun.Float : FloatVariable);
                return builder.Add("Identity", "cond/same", [v[0], "^cond/add"], OpRun.Float);
            },
            v => builder.Add("Neg", "cond/negative", [v[0]], OpRun.Float));
        Refer(builder, isReference, "cond/then/Switch_1", "cond/else/Switch_1");
        builder.Sign(new() { ["p"] = Tensor.Scalar(true), ["x"] = Tensor.Scalar(0f) }, (merged, DataType.DtFloat));
        SignCounter(builder, counter, isReference);
        using var model = Models.Load(builder);

        Assert.Equal(3f, Run(model, ("p", Tensor.Scalar(true)), ("x", Tensor.Scalar(3f))));
        Assert.Equal(8f, Count(model));
        Assert.Equal(-3f, Run(model, ("p", Tensor.Scalar(false)), ("x", Tensor.Scalar(3f))));
        Assert.Equal(8f, Count(model));
    }

    private static void Refer(SavedModelBuilder builder, bool isReference, params string[] nodes)
    {
        foreach (var node in builder.Graph.Node.Where(node => isReference && nodes.Contains(node.Name)))
        {
            node.Op = "Ref" + node.Op;
        }
    }

    private static string Next(FunctionBuilder f, string value) => f.Add("AddV2", "next", [value, f.Constant("one", Tensor.Scalar(1))], Int);

    private static void SignCounter(SavedModelBuilder builder, string counter, bool isReference = false)
    {
        var read = builder.Add(isReference ? "Identity" : "ReadVariableOp", "count_read", [counter], isReference ? OpRun.Float : FloatVariable);
        builder.Sign("count", [], [("y0", TensorProtos.Info(read, DataType.DtFloat))]);
    }

    private static float Count(LoadedModel model) => model.Run("count", new Dictionary<string, Tensor>(), null)["y0"].Floats()[0];

    private static float Run(LoadedModel model, params (string Name, Tensor Value)[] inputs) =>
        model.Run("serving_default", inputs.ToDictionary(input => input.Name, input => input.Value), null)["y0"].Floats()[0];
}
