using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using ProtoType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

public sealed class RandomTests
{
    [Theory]
    [InlineData("RandomUniform", ProtoType.DtFloat, 0.5, 0.289)]
    [InlineData("RandomUniform", ProtoType.DtDouble, 0.5, 0.289)]
    [InlineData("RandomStandardNormal", ProtoType.DtFloat, 0, 1)]
    public void Run_ManyNumbers_HaveTheDistribution(string op, ProtoType type, double mean, double deviation)
    {
        using var model = Models.Load(Model(op, type));
        var inputs = new Dictionary<string, Tensor> { ["shape"] = Tensor.Create([2], 100, 200) };

        var first = Numbers(model.Run("serving_default", inputs, null)["y"]);
        var second = Numbers(model.Run("serving_default", inputs, null)["y"]);

        Assert.Equal(20_000, first.Length);
        Assert.NotEqual(first, second);
        Assert.InRange(first.Average(), mean - 0.05, mean + 0.05);
        Assert.InRange(Math.Sqrt(first.Average(value => Math.Pow(value - mean, 2))), deviation - 0.05, deviation + 0.05);
        Assert.True(op != "RandomUniform" || first.All(value => value is >= 0 and < 1));
    }

    private static double[] Numbers(Tensor tensor) =>
        tensor.DataType == DataType.Double ? tensor.AsSpan<double>().ToArray() : [.. tensor.AsSpan<float>().ToArray().Select(value => (double)value)];

    private static SavedModelBuilder Model(string op, ProtoType type)
    {
        var builder = new SavedModelBuilder();
        var shape = builder.Placeholder("shape", ProtoType.DtInt32, 2);
        var drawn = builder.Add(op, "drawn", [shape], ("T", Attributes.Of(ProtoType.DtInt32)), ("dtype", Attributes.Of(type)));
        builder.Sign("serving_default", [("shape", TensorProtos.Info(shape, ProtoType.DtInt32))], [("y", TensorProtos.Info(drawn, type))]);
        return builder;
    }
}
