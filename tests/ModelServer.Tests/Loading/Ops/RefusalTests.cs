using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.Testing.SavedModels;
using Xunit;
using ProtoType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

/// <summary>Requests that TensorFlow would refuse, and ONNX by itself would answer, or answer in other words.</summary>
public sealed class RefusalTests
{
    private static readonly (string, Inference.Protos.AttrValue) Int32 = ("T", Attributes.Of(ProtoType.DtInt32));
    private static readonly Tensor Rows = Tensor.Create([3, 2], 1f, 2f, 3f, 4f, 5f, 6f);

    [Theory]
    [InlineData(-1, "indices = -1 is not in [0, 3)")]
    [InlineData(3, "indices = 3 is not in [0, 3)")]
    [InlineData(-7, "indices = -7 is not in [0, 3)")]
    public void Run_GatherOutOfRange_SaysSo(int index, string message)
    {
        Assert.Equal(message, Refused(() => OpRun.Single("GatherV2", [Rows, Tensor.Create([2], 1, index), Tensor.Scalar(0)], [2], OpRun.Float)));
    }

    [Theory]
    [InlineData("GatherNd", -1)]
    [InlineData("GatherNd", 3)]
    [InlineData("ScatterNd", -1)]
    [InlineData("ScatterNd", 3)]
    public void Run_OtherIndicesOutOfRange_AreRefused(string op, int index)
    {
        var indices = Tensor.Create([1, 1], index);

        Refused(() => op == "GatherNd"
            ? OpRun.Single(op, [Rows, indices], [], OpRun.Float)
            : OpRun.Run(op, [indices, Tensor.Create([1], 1f), Tensor.Create([1], 3)], [], [ProtoType.DtFloat], OpRun.Float, ("Tindices", Attributes.Of(ProtoType.DtInt32)))[0]);
    }

    [Fact]
    public void Run_BroadcastArgsThatDoNotFit_SaysSo() => Assert.Equal(
        "Incompatible shapes: the inputs of op cannot be broadcast together",
        Refused(() => OpRun.Single("BroadcastArgs", [Tensor.Create([2], 2, 3), Tensor.Create([1], 4)], [], Int32)));

    [Theory]
    [InlineData("FloorDiv")]
    [InlineData("FloorMod")]
    [InlineData("Div")]
    [InlineData("TruncateMod")]
    public void Run_IntegersByZero_SaysSo(string op) =>
        Assert.Equal("Integer division by zero", Refused(() => OpRun.Single(op, [Tensor.Create([2], 1, 2), Tensor.Create([2], 1, 0)], [], Int32)));

    [Fact]
    public void Run_IntegerToNegativePower_SaysSo() => Assert.Equal(
        "Integers to negative integer powers are not allowed",
        Refused(() => OpRun.Single("Pow", [Tensor.Create([2], 2, 3), Tensor.Create([2], 1, -1)], [], Int32)));

    [Theory]
    [InlineData(float.NaN, "logits : Tensor had NaN values")]
    [InlineData(float.PositiveInfinity, "logits : Tensor had Inf values")]
    public void Run_CheckNumerics_SaysWhatItFound(float value, string message) =>
        Assert.Equal(message, Refused(() => OpRun.Unary("CheckNumerics", Tensor.Create([2], 1f, value), OpRun.Float, ("message", Attributes.Of("logits")))));

    [Theory]
    [InlineData(-1L, 3L)]
    [InlineData(2L, 2L)]
    [InlineData(3L)]
    [InlineData(3L, 2L, -1L)]
    public void Run_BrokenPromiseOfAShape_SaysSo(params long[] shape)
    {
        var expected = string.Join(',', shape.Select(length => length < 0 ? "?" : length.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(
            $"Shape of tensor x0 is not compatible with expected shape [{expected}].",
            Refused(() => OpRun.Unary("EnsureShape", Rows, OpRun.Float, ("shape", Attributes.Shape(shape)))));
        Assert.Equal(
            $"Shape of tensor op [3,2] is not compatible with expected shape [{expected}].",
            Host.HostRun.Refusal("EnsureShape", [Rows], ProtoType.DtFloat, OpRun.Float, ("shape", Attributes.Shape(shape))));
    }

    [Fact]
    public void Run_UnevenSplit_IsRefused() => Refused(() =>
        OpRun.Run("Split", [Tensor.Scalar(0), Tensor.Create([3], 1f, 2f, 3f)], [0], [ProtoType.DtFloat, ProtoType.DtFloat], OpRun.Float, ("num_split", Attributes.Of(2L)))[1]);

    private static string Refused(Func<Tensor> run)
    {
        var refusal = Assert.Throws<ModelRunException>(run);
        Assert.Equal(ErrorCode.InvalidArgument, refusal.Code);
        return refusal.Message;
    }
}
