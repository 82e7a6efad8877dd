using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.ControlFlow;

public sealed class BranchTests
{
    [Theory]
    [InlineData("If", true, 7f)]
    [InlineData("StatelessIf", true, 7f)]
    [InlineData("StatelessIf", false, 50f)]
    public void Run_If_TakesTheBranchAndReadsWhatIsPassed(string op, bool condition, float expected)
    {
        var builder = new SavedModelBuilder();
        string[] inputs = [builder.Feed("p", DataType.DtBool), builder.Feed("x", DataType.DtFloat), builder.Variable("v", Tensor.Scalar(2f))];
        builder.Add(op, "choice", inputs, Sum(builder), Product(builder));

        var result = builder.Run(new() { ["p"] = Tensor.Scalar(condition), ["x"] = Tensor.Create([1], 5f) }, ("choice:0", DataType.DtFloat));

        // Sum is x + v; Product is (x * v) * x.
        Assert.Equal([expected], result["y0"].Floats());
    }

    [Fact]
    public void Run_IfOnANumber_TakesZeroForFalse()
    {
        foreach (var (number, expected) in new[] { (0, 50f), (-3, 7f) })
        {
            var builder = new SavedModelBuilder();
            string[] inputs = [builder.Feed("n", DataType.DtInt32), builder.Feed("x", DataType.DtFloat), builder.Constant("c", Tensor.Scalar(2f))];
            builder.Add("StatelessIf", "choice", inputs, ("Tcond", Attributes.Of(DataType.DtInt32)), Sum(builder), Product(builder));

            var result = builder.Run(new() { ["n"] = Tensor.Scalar(number), ["x"] = Tensor.Scalar(5f) }, ("choice:0", DataType.DtFloat));

            Assert.Equal([expected], result["y0"].Floats());
        }
    }

    [Fact]
    public void Run_IfOnAConstant_DoesNotNeedTheOtherBranch()
    {
        var builder = new SavedModelBuilder();
        string[] inputs = [builder.Constant("p", Tensor.Scalar(false)), builder.Feed("x", DataType.DtFloat)];
        var training = builder.Branch("training", 1, (function, arguments) => function.Add("RandomStandardNormal", "noise", arguments));
        var serving = builder.Branch("serving", 1, (function, arguments) => function.Add("Neg", "negative", arguments, OpRun.Float));
        builder.Add("If", "choice", inputs, ("then_branch", training), ("else_branch", serving));

        Assert.Equal([-5f], builder.Run(new() { ["x"] = Tensor.Scalar(5f) }, ("choice:0", DataType.DtFloat))["y0"].Floats());
    }

    [Fact]
    public void Run_NestedIfs_ReadValuesOfEveryLevel()
    {
        foreach (var (p, q) in new[] { (true, true), (true, false), (false, true) })
        {
            var builder = new SavedModelBuilder();
            string[] inputs = [builder.Feed("p", DataType.DtBool), builder.Feed("q", DataType.DtBool), builder.Feed("x", DataType.DtFloat)];
            var (plus, minus) = (builder.Branch("plus", 2, (f, a) => f.Add("AddV2", "sum", a, OpRun.Float)), builder.Branch("minus", 2, (f, a) => f.Add("Sub", "difference", a, OpRun.Float)));
            var inner = builder.Branch("inner", 2, (f, a) =>
                f.Add("StatelessIf", "inner_if", [a[0], a[1], f.Add("Square", "square", [a[1]], OpRun.Float)], ("then_branch", plus), ("else_branch", minus)));
            var outer = builder.Branch("outer", 2, (f, a) => f.Add("Identity", "same", [a[1]]));
            builder.Add("StatelessIf", "choice", inputs, ("then_branch", inner), ("else_branch", outer));

            var result = builder.Run(new() { ["p"] = Tensor.Scalar(p), ["q"] = Tensor.Scalar(q), ["x"] = Tensor.Create([2], 2f, 3f) }, ("choice:0", DataType.DtFloat));

            float[] x = [2, 3];
            Assert.Equal(x.Select(value => !p ? value : q ? value + (value * value) : value - (value * value)), result["y0"].Floats());
        }
    }

    [Theory]
    [InlineData("StatelessCase", 0, -5f)]
    [InlineData("Case", 1, 25f)]
    [InlineData("StatelessCase", 2, 5f)]
    [InlineData("Case", 7, 5f)]
    [InlineData("StatelessCase", -1, 5f)]
    public void Run_Case_TakesTheLastBranchForWhatIsOutside(string op, int index, float expected)
    {
        var builder = new SavedModelBuilder();
        string[] inputs = [builder.Feed("i", DataType.DtInt32), builder.Feed("x", DataType.DtFloat)];
        AttrValue[] branches =
        [
            builder.Branch("b0", 1, (f, a) => f.Add("Neg", "n", a, OpRun.Float)), builder.Branch("b1", 1, (f, a) => f.Add("Square", "s", a, OpRun.Float)),
            builder.Branch("b2", 1, (f, a) => f.Add("Identity", "i", a, OpRun.Float)),
        ];
        builder.Add(op, "choice", inputs, ("branches", new AttrValue { List = new() { Func = { branches.Select(branch => branch.Func) } } }));

        Assert.Equal([expected], builder.Run(new() { ["i"] = Tensor.Scalar(index), ["x"] = Tensor.Scalar(5f) }, ("choice:0", DataType.DtFloat))["y0"].Floats());
    }

    [Fact]
    public void TryLoad_UnsupportedOpInABranch_NamesOpNodeAndSignature()
    {
        var builder = new SavedModelBuilder();
        string[] inputs = [builder.Feed("p", DataType.DtBool), builder.Feed("x", DataType.DtFloat), builder.Constant("c", Tensor.Scalar(2f))];
        var odd = builder.Branch("odd", 2, (f, a) => f.Add("RandomGammaGrad", "draw", a));
        var worse = builder.Branch("worse", 2, (f, a) => f.Add("FancyOp", "fancy", a));
        builder.Add("StatelessIf", "choice", inputs, ("then_branch", odd), ("else_branch", worse));
        builder.Sign(new() { ["p"] = Tensor.Scalar(true), ["x"] = Tensor.Scalar(1f) }, ("choice:0", DataType.DtFloat));

        Assert.Equal(
            new LoadError(ErrorCode.Unimplemented, "Signature serving_default needs ops that are not supported: FancyOp (node choice/fancy), RandomGammaGrad (node choice/draw)"),
            Models.FailToLoad(builder));
    }

    [Fact]
    public void TryLoad_BranchesThatDoNotFit_AreRefused()
    {
        var builder = new SavedModelBuilder();
        string[] inputs = [builder.Feed("p", DataType.DtBool), builder.Feed("x", DataType.DtFloat)];
        builder.Add("StatelessIf", "choice", inputs, Sum(builder), ("else_branch", Attributes.Function("nowhere")));
        builder.Sign(new() { ["p"] = Tensor.Scalar(true), ["x"] = Tensor.Scalar(1f) }, ("choice:0", DataType.DtFloat));

        Assert.Equal("Function sum_branch at node choice (StatelessIf) takes 2 arguments, not 1", Models.FailToLoad(builder).Message);
    }

    private static (string, AttrValue) Sum(SavedModelBuilder builder) =>
        ("then_branch", builder.Branch("sum_branch", 2, (function, arguments) => function.Add("AddV2", "sum", arguments, OpRun.Float)));

    private static (string, AttrValue) Product(SavedModelBuilder builder) => ("else_branch", builder.Branch(
        "product_branch",
        2,
        (function, arguments) => function.Add("Mul", "twice", [function.Add("Mul", "once", arguments, OpRun.Float), arguments[0]], OpRun.Float)));
}
