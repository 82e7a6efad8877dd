using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.ControlFlow;

public sealed class WhileTests
{
    private static readonly (string, AttrValue) Int = ("T", Attributes.Of(DataType.DtInt32));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public void Run_Fibonacci_CountsAsTheLoopDoes(int count)
    {
        var builder = new SavedModelBuilder();
        var outputs = builder.While(
            "fibonacci",
            [
                (builder.Constant("zero", Tensor.Scalar(0)), DataType.DtInt32), (builder.Constant("a", Tensor.Scalar(0)), DataType.DtInt32),
                (builder.Constant("b", Tensor.Scalar(1)), DataType.DtInt32), (builder.Feed("n", DataType.DtInt32), DataType.DtInt32),
            ],
            (f, v) => f.Add("Less", "less", [v[0], v[3]], Int),
            (f, v) => [f.Add("AddV2", "next", [v[0], f.Constant("one", Tensor.Scalar(1))], Int), f.Add("Identity", "shift", [v[2]], Int), f.Add("AddV2", "sum", [v[1], v[2]], Int), v[3]]);

        var result = builder.Run(new() { ["n"] = Tensor.Scalar(count) }, (outputs[0], DataType.DtInt32), (outputs[1], DataType.DtInt32), (outputs[3], DataType.DtInt32));

        var (a, b) = (0, 1);
        for (var i = 0; i < count; i++)
        {
            (a, b) = (b, a + b);
        }

        Assert.Equal([count, a, count], new[] { "y0", "y1", "y2" }.Select(name => result[name].AsSpan<int>()[0]));
    }

    /// <summary>The condition depends on the data, the body branches, and the other branch is a function called in the branch.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(27)]
    public void Run_Collatz_StopsWhenTheDataSay(int start)
    {
        var builder = new SavedModelBuilder();
        var half = builder.Branch("half", 1, (f, a) => f.Add("FloorDiv", "halved", [a[0], f.Constant("two", Tensor.Scalar(2))], Int), DataType.DtInt32);
        var grow = builder.Branch("grow", 1, (f, a) => f.Add("AddV2", "grown", [f.Add("Mul", "tripled", [a[0], f.Constant("three", Tensor.Scalar(3))], Int), f.Constant("one", Tensor.Scalar(1))], Int), DataType.DtInt32);
        var call = builder.Branch("call", 1, (f, a) => f.Add("PartitionedCall", "called", a, ("f", grow)), DataType.DtInt32);
        var outputs = builder.While(
            "collatz",
            [(builder.Feed("x", DataType.DtInt32), DataType.DtInt32), (builder.Constant("zero", Tensor.Scalar(0)), DataType.DtInt32)],
            (f, v) => f.Add("NotEqual", "more", [v[0], f.Constant("one", Tensor.Scalar(1))], Int),
            (f, v) =>
            {
                var even = f.Add("Equal", "even", [f.Add("FloorMod", "rest", [v[0], f.Constant("two", Tensor.Scalar(2))], Int), f.Constant("zero", Tensor.Scalar(0))], Int);
                return [f.Add("StatelessIf", "choice", [even, v[0]], ("then_branch", half), ("else_branch", call)), f.Add("AddV2", "step", [v[1], f.Constant("step/one", Tensor.Scalar(1))], Int)];
            },
            "While");

        var result = builder.Run(new() { ["x"] = Tensor.Scalar(start) }, (outputs[1], DataType.DtInt32))["y0"];

        var steps = 0;
        for (var x = start; x != 1; x = x % 2 == 0 ? x / 2 : (3 * x) + 1)
        {
            steps++;
        }

        Assert.Equal([steps], result.AsSpan<int>().ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_VariablesPassedThrough_AreTheCheckpoints(int batch)
    {
        var builder = new SavedModelBuilder();
        var kernel = OpRun.Random(1, 4, 4);
        var outputs = builder.While(
            "steps",
            [
                (builder.Constant("zero", Tensor.Scalar(0)), DataType.DtInt32), (builder.Feed("x", DataType.DtFloat), DataType.DtFloat),
                (builder.VariableHandle("kernel", kernel), DataType.DtResource),
            ],
            (f, v) => f.Add("Less", "less", [v[0], f.Constant("limit", Tensor.Scalar(3))], Int),
            (f, v) =>
            {
                var read = f.Add("ReadVariableOp", "read", [v[2]], ("dtype", Attributes.Of(DataType.DtFloat)));
                return [f.Add("AddV2", "next", [v[0], f.Constant("one", Tensor.Scalar(1))], Int), f.Add("Tanh", "tanh", [f.Add("MatMul", "product", [v[1], read], OpRun.Float)], OpRun.Float), v[2]];
            },
            "While");
        var x = OpRun.Random(2, batch, 4);

        var result = builder.Run(new() { ["x"] = x }, (outputs[1], DataType.DtFloat))["y0"];

        var expected = x.Floats().Select(value => (double)value).ToArray();
        for (var step = 0; step < 3; step++)
        {
            var before = expected;
            expected = [.. Enumerable.Range(0, batch * 4).Select(i => Math.Tanh(Enumerable.Range(0, 4).Sum(k => before[(i / 4 * 4) + k] * kernel.Floats()[(k * 4) + (i % 4)])))];
        }

        Close.To([batch, 4], expected, result);
    }

    /// <summary>Sums the products i * j over a triangle; the inner loop starts where the outer one is, and reads a value of the outermost graph.</summary>
    [Fact]
    public void Run_NestedLoops_ReadEachOthersValues()
    {
        var builder = new SavedModelBuilder();
        (string, DataType)[] inner = [("i", DataType.DtInt32), ("j", DataType.DtInt32), ("total", DataType.DtInt32), ("n", DataType.DtInt32)];
        var loop = builder.Loop(
            "inner",
            inner,
            (f, v) => f.Add("Less", "less", [v[1], v[3]], Int),
            (f, v) => [v[0], f.Add("AddV2", "next", [v[1], f.Constant("one", Tensor.Scalar(1))], Int), f.Add("AddV2", "sum", [v[2], f.Add("Mul", "product", [v[0], v[1]], Int)], Int), v[3]]);
        var outputs = builder.While(
            "outer",
            [(builder.Constant("zero", Tensor.Scalar(0)), DataType.DtInt32), (builder.Constant("none", Tensor.Scalar(0)), DataType.DtInt32), (builder.Feed("n", DataType.DtInt32), DataType.DtInt32)],
            (f, v) => f.Add("Less", "less", [v[0], v[2]], Int),
            (f, v) =>
            {
                f.Add("StatelessWhile", "rows", [v[0], v[0], v[1], v[2]], loop);
                return [f.Add("AddV2", "next", [v[0], f.Constant("one", Tensor.Scalar(1))], Int), "rows:output:2", v[2]];
            });

        var result = builder.Run(new() { ["n"] = Tensor.Scalar(6) }, (outputs[1], DataType.DtInt32))["y0"];

        Assert.Equal([Enumerable.Range(0, 6).Sum(i => Enumerable.Range(i, 6 - i).Sum(j => i * j))], result.AsSpan<int>().ToArray());
    }

    [Fact]
    public void Run_ValuesThatChangeShape_AreCarried()
    {
        var builder = new SavedModelBuilder();
        var outputs = builder.While(
            "doubling",
            [(builder.Feed("x", DataType.DtFloat), DataType.DtFloat), (builder.Constant("zero", Tensor.Scalar(0)), DataType.DtInt32)],
            (f, v) => f.Add("Less", "less", [v[1], f.Constant("limit", Tensor.Scalar(3))], Int),
            (f, v) => [f.Add("ConcatV2", "twice", [v[0], v[0], f.Constant("axis", Tensor.Scalar(0))], OpRun.Float), f.Add("AddV2", "next", [v[1], f.Constant("one", Tensor.Scalar(1))], Int)]);

        var result = builder.Run(new() { ["x"] = Tensor.Create([2], 1f, 2f) }, (outputs[0], DataType.DtFloat))["y0"];

        Assert.Equal(Enumerable.Repeat(new[] { 1f, 2f }, 8).SelectMany(pair => pair), result.Floats());
    }

    [Fact]
    public void TryLoad_UnsupportedOpInABody_NamesOpNodeAndSignature()
    {
        var builder = new SavedModelBuilder();
        var outputs = builder.While(
            "loop", [(builder.Feed("x", DataType.DtFloat), DataType.DtFloat)], (f, v) => f.Add("Less", "less", [v[0], v[0]], OpRun.Float), (f, v) => [f.Add("FancyOp", "fancy", [v[0]])]);
        builder.Sign(new() { ["x"] = Tensor.Scalar(1f) }, (outputs[0], DataType.DtFloat));

        var error = Models.FailToLoad(builder);

        Assert.Equal(ErrorCode.Unimplemented, error.Code);
        Assert.Equal("Signature serving_default needs ops that are not supported: FancyOp (node loop/fancy)", error.Message);
    }
}
