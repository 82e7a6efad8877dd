using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Reads a model's own description: TensorFlow Serving's <c>/metadata</c> and the open inference protocol's model metadata.</summary>
internal static class SignatureReader
{
    private const int MaximumDepth = 64;

    /// <summary>Takes <c>serving_default</c>, else the first signature that has inputs.</summary>
    public static bool TryReadTensorFlow(ReadOnlySpan<byte> json, [NotNullWhen(true)] out ModelSignature? signature)
    {
        var definitions = Child(Child(Child(Parse(json), "metadata"), "signature_def"), "signature_def") as JsonObject;
        var chosen = definitions?.OrderByDescending(pair => pair.Key == PredictBody.DefaultSignature).FirstOrDefault(pair => Child(pair.Value, "inputs") is JsonObject { Count: > 0 });
        signature = chosen?.Value is JsonObject definition
            ? new(ReadTensorFlow(definition["inputs"]), ReadTensorFlow(definition["outputs"]), NameOf(chosen.Value.Key))
            : null;
        return signature is not null;
    }

    public static bool TryReadOpenInference(ReadOnlySpan<byte> json, [NotNullWhen(true)] out ModelSignature? signature)
    {
        var root = Parse(json);
        signature = root?["inputs"] is JsonArray { Count: > 0 } inputs && inputs.All(input => input is JsonObject)
            ? new(ReadOpenInference(inputs), ReadOpenInference(root["outputs"] as JsonArray ?? []))
            : null;
        return signature is not null;
    }

    /// <summary>The name to ask a signature by: none for the one a server takes by itself.</summary>
    public static string? NameOf(string signature) => signature == PredictBody.DefaultSignature ? null : signature;

    /// <summary>A member, or null when the node is not even an object.</summary>
    public static JsonNode? Child(JsonNode? node, string name) => (node as JsonObject)?[name];

    private static JsonObject? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json, null, new JsonDocumentOptions { MaxDepth = MaximumDepth }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TensorSpec[] ReadTensorFlow(JsonNode? tensors) =>
        [.. (tensors as JsonObject ?? []).Select(tensor => ReadTensorFlow(tensor.Key, tensor.Value)).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];

    private static TensorSpec ReadTensorFlow(string name, JsonNode? info)
    {
        var shape = Child(info, "tensor_shape");
        var isUnknown = Child(shape, "unknown_rank") is JsonValue value && value.TryGetValue<bool>(out var unknown) && unknown;
        long[] dimensions = Child(shape, "dim") is JsonArray dim ? [.. dim.Select(size => Dimension(Child(size, "size")))] : [];
        return new(name, TensorFlowType(Text(Child(info, "dtype"))), isUnknown || dimensions.Length == 0 ? null : dimensions);
    }

    private static TensorSpec[] ReadOpenInference(JsonArray tensors) => [.. tensors.OfType<JsonObject>().Select(tensor => new TensorSpec(
        Text(tensor["name"]),
        OpenInferenceNames.TryParse(Text(tensor["datatype"]), out var type) ? type : DataType.Invalid,
        tensor["shape"] is JsonArray { Count: > 0 } dimensions ? [.. dimensions.Select(Dimension)] : null))];

    /// <summary>Types are told as <c>DT_FLOAT</c>; those of TensorFlow 1's mutable references as <c>DT_FLOAT_REF</c>.</summary>
    private static DataType TensorFlowType(string text)
    {
        var name = text.StartsWith("DT_", StringComparison.Ordinal) ? text["DT_".Length..] : text;
        name = name.EndsWith("_REF", StringComparison.Ordinal) ? name[..^"_REF".Length] : name;
        return Enum.TryParse<DataType>(name, ignoreCase: true, out var type) && Enum.IsDefined(type) ? type : DataType.Invalid;
    }

    private static long Dimension(JsonNode? node) =>
        long.TryParse(node?.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? Dimension(value) : -1;

    /// <summary>A free dimension is written in several ways.</summary>
    public static long Dimension(long value) => value is > 0 and < 1_000_000 ? value : -1;

    private static string Text(JsonNode? node) => node?.ToString() ?? "";
}
