using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Weights;

/// <summary>Models of one large variable, whose signatures each do something else with what they make of it.</summary>
internal static class WeightModels
{
    private static readonly string[] Activations = ["Relu", "Tanh", "Sigmoid", "Abs"];

    /// <summary>Writes <c>f(x·w)</c>, a signature for each <c>f</c>.</summary>
    public static SavedModelBuilder Products(Tensor factor, int signatures)
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1, factor.Shape[0]);
        var product = builder.Add("MatMul", "product", [x, builder.Variable("w", factor)], OpRun.Float);
        Sign(builder, x, DataType.DtFloat, product, signatures);
        return builder;
    }

    /// <summary>Writes <c>f(norm(x * w))</c>, a convolution, a signature for each <c>f</c>; the norm doubles and adds the number of the channel.</summary>
    public static SavedModelBuilder Convolutions(Tensor filter, int signatures)
    {
        var builder = new SavedModelBuilder();
        var (inputs, outputs) = (filter.Shape[2], (int)filter.Shape[3]);
        var x = builder.Placeholder("x", DataType.DtFloat, -1, -1, -1, inputs);
        var map = builder.Add("Conv2D", "map", [x, builder.Variable("w", filter)], OpRun.Float, ("strides", Attributes.List(1L, 1, 1, 1)), ("padding", Attributes.Of("SAME")));
        string[] statistics = [.. new[] { 2f, 0f, 0f, 1f }.Select((value, i) => builder.Variable($"s{i}", Tensor.Create<float>([outputs], [.. Enumerable.Range(0, outputs).Select(channel => i == 1 ? channel : value)])))];
        builder.Add("FusedBatchNormV3", "norm", [map, .. statistics], OpRun.Float, ("is_training", Attributes.Of(false)), ("epsilon", Attributes.Of(0f)));
        Sign(builder, x, DataType.DtFloat, "norm:0", signatures);
        return builder;
    }

    /// <summary>Writes <c>f(w[x])</c>, a signature for each <c>f</c>.</summary>
    public static SavedModelBuilder Lookups(Tensor table, int signatures)
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtInt32, -1);
        var rows = builder.Add(
            "GatherV2",
            "rows",
            [builder.Variable("w", table), x, builder.Constant("axis", Tensor.Scalar(0))],
            ("Tparams", Attributes.Of(DataType.DtFloat)), ("Tindices", Attributes.Of(DataType.DtInt32)), ("Taxis", Attributes.Of(DataType.DtInt32)));
        Sign(builder, x, DataType.DtInt32, rows, signatures);
        return builder;
    }

    public static float[] Run(LoadedModel model, int signature, Tensor x) => model.Run($"s{signature}", new Dictionary<string, Tensor> { ["x"] = x }, null)["y"].Floats();

    private static void Sign(SavedModelBuilder builder, string x, DataType type, string value, int signatures)
    {
        for (var i = 0; i < signatures; i++)
        {
            var y = builder.Add(Activations[i], $"y{i}", [value], OpRun.Float);
            builder.Sign($"s{i}", [("x", TensorProtos.Info(x, type))], [("y", TensorProtos.Info(y, DataType.DtFloat))]);
        }
    }
}
