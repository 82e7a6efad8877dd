using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Runs one operation on the host: a second output, of strings, keeps the signature from being one ONNX model.</summary>
internal static class HostRun
{
    public static Tensor Single(string op, Tensor[] inputs, DataType output, params (string, AttrValue)[] attributes) => Run(op, inputs, [output], attributes)[0];

    public static Tensor[] Run(string op, Tensor[] inputs, DataType[] outputs, params (string, AttrValue)[] attributes)
    {
        var builder = new SavedModelBuilder();
        var names = inputs.Index().Select(input => builder.Add("Placeholder", $"x{input.Index}", [], ("dtype", Attributes.Of((DataType)input.Item.DataType)))).ToArray();
        builder.Add(op, "op", names, attributes);
        var text = builder.Add("StringLower", "text", [builder.Placeholder("s", DataType.DtString)]);
        var fed = names.Zip(inputs, (name, input) => (name[..^2], TensorProtos.Info(name, (DataType)input.DataType)));
        var wanted = outputs.Select((type, index) => ($"y{index}", TensorProtos.Info($"op:{index}", type)));
        builder.Sign("serving_default", [.. fed, ("s", TensorProtos.Info("s:0", DataType.DtString))], [.. wanted, ("text", TensorProtos.Info(text, DataType.DtString))]);
        using var model = Models.Load(builder);
        var feeds = inputs.Index().ToDictionary(input => $"x{input.Index}", input => input.Item);
        feeds["s"] = Tensor.FromStrings([], "");
        var results = model.Run("serving_default", feeds, null);
        return [.. outputs.Select((_, index) => results[$"y{index}"])];
    }

    public static string Refusal(string op, Tensor[] inputs, DataType output, params (string, AttrValue)[] attributes) =>
        Xunit.Assert.Throws<ModelRunException>(() => Single(op, inputs, output, attributes)).Message;

    /// <summary>Shows type, shape and elements, so that one comparison covers all.</summary>
    public static string Show(this Tensor tensor) => $"{tensor} {string.Join(' ', Enumerable.Range(0, (int)tensor.ElementCount).Select(i => Element(tensor, i)))}".TrimEnd();

    private static object Element(Tensor tensor, int i) => tensor.DataType switch
    {
        Inference.Tensors.DataType.Int32 => tensor.AsSpan<int>()[i],
        Inference.Tensors.DataType.Int64 => tensor.AsSpan<long>()[i],
        Inference.Tensors.DataType.Float => FormattableString.Invariant($"{tensor.AsSpan<float>()[i]}"),
        Inference.Tensors.DataType.Double => FormattableString.Invariant($"{tensor.AsSpan<double>()[i]}"),
        Inference.Tensors.DataType.Bool => tensor.AsSpan<bool>()[i] ? "T" : "F",
        Inference.Tensors.DataType.UInt8 => tensor.AsSpan<byte>()[i],
        _ => System.Text.Encoding.UTF8.GetString(tensor.Strings[i].Span),
    };
}
