using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using ProtoType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

public sealed class ElementwiseOpsTests
{
    public static TheoryData<string> Unaries => [.. References.Keys];

    public static TheoryData<string> Binaries => [.. BinaryReferences.Keys];

    private static Dictionary<string, Func<double, double>> References { get; } = new()
    {
        ["Relu"] = x => Math.Max(0, x),
        ["Relu6"] = x => Math.Clamp(x, 0, 6),
        ["LeakyRelu"] = x => x < 0 ? 0.2f * x : x,
        ["Elu"] = x => x < 0 ? Math.Exp(x) - 1 : x,
        ["Selu"] = x => 1.05070098 * (x < 0 ? 1.67326324 * (Math.Exp(x) - 1) : x),
        ["Sigmoid"] = x => 1 / (1 + Math.Exp(-x)),
        ["Tanh"] = Math.Tanh,
        ["Softplus"] = x => Math.Log(1 + Math.Exp(x)),
        ["Softsign"] = x => x / (1 + Math.Abs(x)),
        ["Exp"] = Math.Exp,
        ["Expm1"] = x => Math.Exp(x) - 1,
        ["Neg"] = x => -x,
        ["Abs"] = Math.Abs,
        ["Sign"] = x => Math.Sign(x),
        ["Square"] = x => x * x,
        ["Reciprocal"] = x => 1 / x,
        ["Ceil"] = Math.Ceiling,
        ["Floor"] = Math.Floor,
        ["Round"] = x => Math.Round(x, MidpointRounding.ToEven),
        ["Sin"] = Math.Sin,
        ["Cos"] = Math.Cos,
        ["ZerosLike"] = _ => 0,
        ["OnesLike"] = _ => 1,
        ["Identity"] = x => x,
    };

    private static Dictionary<string, Func<double, double, double>> BinaryReferences { get; } = new()
    {
        ["Add"] = (x, y) => x + y,
        ["AddV2"] = (x, y) => x + y,
        ["Sub"] = (x, y) => x - y,
        ["Mul"] = (x, y) => x * y,
        ["RealDiv"] = (x, y) => x / y,
        ["Maximum"] = Math.Max,
        ["Minimum"] = Math.Min,
        ["SquaredDifference"] = (x, y) => (x - y) * (x - y),
        ["FloorDiv"] = (x, y) => Math.Floor(x / y),
        ["FloorMod"] = (x, y) => x - (Math.Floor(x / y) * y),
        ["DivNoNan"] = (x, y) => y == 0 ? 0 : x / y,
    };

    [Theory]
    [MemberData(nameof(Unaries))]
    public void Convert_Unary_ComputesTheFunction(string op)
    {
        var input = Tensor.Create([2, 4], -2.5f, -1.5f, -0.25f, 0.5f, 1.5f, 2.5f, 3.75f, 7f);

        Close.To([2, 4], input.Floats().Select(x => References[op](x)), OpRun.Unary(op, input, OpRun.Float));
    }

    [Theory]
    [InlineData("Sqrt")]
    [InlineData("Rsqrt")]
    [InlineData("Log")]
    [InlineData("Log1p")]
    public void Convert_UnaryOfPositives_ComputesTheFunction(string op)
    {
        var input = Tensor.Create([3], 0.25f, 1f, 9f);
        Func<double, double> reference = op switch { "Sqrt" => Math.Sqrt, "Rsqrt" => x => 1 / Math.Sqrt(x), "Log" => Math.Log, _ => x => Math.Log(1 + x) };

        Close.To([3], input.Floats().Select(x => reference(x)), OpRun.Unary(op, input, OpRun.Float));
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void Convert_Binary_BroadcastsAndComputes(string op)
    {
        var left = OpRun.Random(1, 3, 4);
        var right = OpRun.Random(2, 4);
        var expected = left.Floats().Select((x, i) => BinaryReferences[op](x, right.Floats()[i % 4]));

        Close.To([3, 4], expected, OpRun.Single(op, [left, right], [], OpRun.Float));
    }

    [Fact]
    public void Convert_DivNoNan_OfZero_IsZero() =>
        Assert.Equal([0f, 2f], OpRun.Single("DivNoNan", [Tensor.Create([2], 3f, 4f), Tensor.Create([2], 0f, 2f)], [], OpRun.Float).Floats());

    [Theory]
    [InlineData("FloorDiv", -7, 2, -4)]
    [InlineData("FloorDiv", 7, -2, -4)]
    [InlineData("FloorDiv", -6, 2, -3)]
    [InlineData("FloorMod", -7, 3, 2)]
    [InlineData("FloorMod", 7, -3, -2)]
    [InlineData("TruncateDiv", -7, 2, -3)]
    public void Convert_IntegerDivision_KeepsTensorFlowsSigns(string op, int left, int right, int expected)
    {
        var type = ("T", Attributes.Of(ProtoType.DtInt32));

        Assert.Equal([expected], OpRun.Single(op, [Tensor.Create([1], left), Tensor.Create([1], right)], [], type).AsSpan<int>().ToArray());
    }

    [Fact]
    public void Convert_Softmax_NormalizesTheLastAxis()
    {
        var input = OpRun.Random(3, 2, 3, 5);
        var expected = input.Floats().Chunk(5).SelectMany(row => row.Select(x => Math.Exp(x) / row.Sum(y => Math.Exp(y)))).ToArray();

        Close.To([2, 3, 5], expected, OpRun.Unary("Softmax", input, OpRun.Float));
        Close.To([2, 3, 5], expected.Select(value => Math.Log(value)), OpRun.Unary("LogSoftmax", input, OpRun.Float));
    }

    [Fact]
    public void Convert_Cast_TruncatesTowardsZero()
    {
        var result = OpRun.Run("Cast", [Tensor.Create([3], -1.9f, 1.9f, 3f)], [], [ProtoType.DtInt64], ("SrcT", Attributes.Of(ProtoType.DtFloat)), ("DstT", Attributes.Of(ProtoType.DtInt64)));

        Assert.Equal([-1L, 1, 3], result[0].AsSpan<long>().ToArray());
    }

    [Theory]
    [InlineData("Less", true, false, false)]
    [InlineData("LessEqual", true, true, false)]
    [InlineData("Greater", false, false, true)]
    [InlineData("GreaterEqual", false, true, true)]
    [InlineData("Equal", false, true, false)]
    [InlineData("NotEqual", true, false, true)]
    public void Convert_Comparison_GivesBooleans(string op, params bool[] expected)
    {
        var result = OpRun.Run(op, [Tensor.Create([3], 1f, 2f, 3f), Tensor.Scalar(2f)], [], [ProtoType.DtBool], OpRun.Float);

        Assert.Equal(expected, result[0].AsSpan<bool>().ToArray());
    }

    [Fact]
    public void Convert_FirstSelect_ChoosesWholeRows()
    {
        Tensor[] inputs = [Tensor.Create([2], true, false), Tensor.Create([2, 2], 1f, 2f, 3f, 4f), Tensor.Create([2, 2], 5f, 6f, 7f, 8f)];

        Assert.Equal([1f, 2f, 7f, 8f], OpRun.Run("Select", inputs, [], [ProtoType.DtFloat], OpRun.Float)[0].Floats());
        Assert.Equal([1f, 6f, 3f, 8f], OpRun.Run("SelectV2", inputs, [], [ProtoType.DtFloat], OpRun.Float)[0].Floats());
    }
}
