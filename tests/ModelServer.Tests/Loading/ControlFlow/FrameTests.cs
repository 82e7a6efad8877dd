using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.ControlFlow;

public sealed class FrameTests
{
    private static readonly (string, AttrValue) Int = ("T", Attributes.Of(DataType.DtInt32));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Run_FrameLoop_CountsAsTheLoopDoes(int count)
    {
        var builder = new SavedModelBuilder();
        var one = builder.Constant("one", Tensor.Scalar(1));
        var last = builder.FrameLoop(
            "while",
            [(builder.Constant("i", Tensor.Scalar(0)), DataType.DtInt32), (builder.Feed("x", DataType.DtFloat), DataType.DtFloat), (builder.Feed("n", DataType.DtInt32), DataType.DtInt32)],
            [one, builder.Variable("rate", Tensor.Scalar(1.5f))],
            v => builder.Add("Less", "less", [v[0], v[2]], Int),
            v => [builder.Add("Add", "next", [v[0], v[3]], Int), builder.Add("Mul", "grown", [v[1], v[4]], OpRun.Float), v[2]]);

        var result = builder.Run(new() { ["n"] = Tensor.Scalar(count), ["x"] = Tensor.Create([2], 1f, 2f) }, (last[0], DataType.DtInt32), (last[1], DataType.DtFloat), (last[2], DataType.DtInt32));

        Assert.Equal([count], result["y0"].AsSpan<int>().ToArray());
        Assert.Equal([count], result["y2"].AsSpan<int>().ToArray());
        Close.To([2], [Math.Pow(1.5, count), 2 * Math.Pow(1.5, count)], result["y1"]);
    }

    /// <summary>Sums i * j below a diagonal: the inner loop starts from the outer one's value, and both read the limit.</summary>
    [Fact]
    public void Run_NestedFrameLoops_ReadEachOthersValues()
    {
        var builder = new SavedModelBuilder();
        var zero = builder.Constant("zero", Tensor.Scalar(0));
        var last = builder.FrameLoop(
            "outer",
            [(zero, DataType.DtInt32), (builder.Constant("total", Tensor.Scalar(0)), DataType.DtInt32)],
            [builder.Feed("n", DataType.DtInt32), builder.Constant("one", Tensor.Scalar(1))],
            v => builder.Add("Less", "less", [v[0], v[2]], Int),
            v => [builder.Add("Add", "next", [v[0], v[3]], Int), Inner(v)[1]]);

        var result = builder.Run(new() { ["n"] = Tensor.Scalar(6) }, (last[1], DataType.DtInt32))["y0"];

        Assert.Equal([Enumerable.Range(0, 6).Sum(i => Enumerable.Range(i, 6 - i).Sum(j => i * j))], result.AsSpan<int>().ToArray());

        string[] Inner(string[] v) => builder.FrameLoop(
            "inner",
            [(v[0], DataType.DtInt32), (v[1], DataType.DtInt32)],
            [v[2], v[3], v[0]],
            w => builder.Add("Less", "inner_less", [w[0], w[2]], Int),
            w => [builder.Add("Add", "inner_next", [w[0], w[3]], Int), builder.Add("Add", "sum", [w[1], builder.Add("Mul", "product", [w[0], w[4]], Int)], Int)]);
    }

    [Theory]
    [InlineData(true, 3f, 9f)]
    [InlineData(true, -5f, 25f)]
    [InlineData(false, 3f, -3f)]
    [InlineData(false, -5f, 8f)]
    public void Run_FrameConditionals_TakeOneBranch(bool condition, float x, float expected)
    {
        var builder = new SavedModelBuilder();
        var y = builder.Conditional("cond", builder.Feed("p", DataType.DtBool), [builder.Feed("x", DataType.DtFloat)], v => builder.Add("Square", "square", v, OpRun.Float), v => Nested(builder, v[0]));

        Assert.Equal([expected], builder.Run(new() { ["p"] = Tensor.Scalar(condition), ["x"] = Tensor.Scalar(x) }, (y, DataType.DtFloat))["y0"].Floats());
    }

    /// <summary>The flag by which Keras chose between training and serving is a default that nobody feeds; training needs what serving cannot do.</summary>
    [Fact]
    public void Run_LearningPhase_IsItsDefault()
    {
        var builder = new SavedModelBuilder();
        var phase = builder.Add("PlaceholderWithDefault", "keras_learning_phase", [builder.Constant("no", Tensor.Scalar(false))], ("dtype", Attributes.Of(DataType.DtBool)));
        var y = builder.Conditional(
            "dropout/cond",
            phase,
            [builder.Feed("x", DataType.DtFloat)],
            v => builder.Add("Mul", "dropped", [v[0], builder.Add("RandomUniform", "noise", [v[0]])], OpRun.Float),
            v => builder.Add("Identity", "kept", v));

        Assert.Equal([4f], builder.Run(new() { ["x"] = Tensor.Scalar(4f) }, (y, DataType.DtFloat))["y0"].Floats());
    }

    [Fact]
    public void TryLoad_MergesOfNoConditional_AreRefused()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Feed("x", DataType.DtFloat);
        builder.Sign(new() { ["x"] = Tensor.Scalar(1f) }, (builder.Add("Merge", "merge", [x, builder.Add("Neg", "negative", [x], OpRun.Float)]), DataType.DtFloat));

        Assert.Equal("Op Merge at node merge cannot be converted: it is part of no conditional or loop that is recognised (signature serving_default)", Models.FailToLoad(builder).Message);
    }

    /// <summary>Where x is above zero -x, else 8, a constant that only waits for its branch.</summary>
    private static string Nested(SavedModelBuilder builder, string x)
    {
        var isPositive = builder.Add("Greater", "positive", [x, builder.Constant("zero", Tensor.Scalar(0f))], OpRun.Float);
        return builder.Conditional("cond/cond", isPositive, [x], v => builder.Add("Neg", "negative", v, OpRun.Float), _ =>
            builder.Add("Const", "eight", ["^cond/cond/switch_f"], ("dtype", Attributes.Of(DataType.DtFloat)), ("value", Attributes.Of(Tensor.Scalar(8f)))));
    }
}
