using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Reads a model's own description: TensorFlow Serving's <c>/metadata</c> and the open inference protocol's model metadata.</summary>
internal static class SignatureReader
{
    private const int MaximumDepth = 64;

    /// <summary>Takes <c>serving_default</c>, else the first signature that has inputs.</summary>
    public static bool TryReadTensorFlow(ReadOnlySpan<byte> json, [NotNullWhen(true)] out ModelSignature? signature)
    {
        var definitions = Child(Child(Child(Parse(json), "metadata"), "signature_def"), "signature_def") as JsonObject;
        var chosen = definitions?["serving_default"] as JsonObject
            ?? definitions?.Select(pair => pair.Value as JsonObject).FirstOrDefault(value => value?["inputs"] is JsonObject { Count: > 0 });
        signature = chosen?["inputs"] is JsonObject { Count: > 0 } inputs
            ? new([.. inputs.Select(ReadTensorFlowInput).OrderBy(input => input.Name, StringComparer.Ordinal)], [.. (chosen["outputs"] as JsonObject ?? []).Select(output => output.Key)])
            : null;
        return signature is not null;
    }

    public static bool TryReadOpenInference(ReadOnlySpan<byte> json, [NotNullWhen(true)] out ModelSignature? signature)
    {
        var root = Parse(json);
        InputTensor[] inputs = root?["inputs"] is JsonArray list ? [.. list.OfType<JsonObject>().Select(ReadOpenInferenceInput)] : [];
        string[] outputs = root?["outputs"] is JsonArray results ? [.. results.OfType<JsonObject>().Select(output => Text(output["name"]))] : [];
        signature = inputs.Length > 0 ? new(inputs, outputs) : null;
        return signature is not null;
    }

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

    private static InputTensor ReadTensorFlowInput(KeyValuePair<string, JsonNode?> input)
    {
        var type = Text(Child(input.Value, "dtype"));
        var shape = Child(input.Value, "tensor_shape");
        var isUnknown = Child(shape, "unknown_rank") is JsonValue value && value.TryGetValue<bool>(out var unknown) && unknown;
        long[] dimensions = Child(shape, "dim") is JsonArray dim ? [.. dim.Select(size => Dimension(Child(size, "size")))] : [];
        return new(input.Key, type, KindOf(type), isUnknown || dimensions.Length == 0 ? null : dimensions);
    }

    private static InputTensor ReadOpenInferenceInput(JsonObject input)
    {
        var type = Text(input["datatype"]);
        long[]? shape = input["shape"] is JsonArray { Count: > 0 } dimensions ? [.. dimensions.Select(Dimension)] : null;
        return new(Text(input["name"]), type, KindOf(type), shape);
    }

    private static TensorKind KindOf(string type) => type.ToUpperInvariant() switch
    {
        var t when t.Contains("STRING", StringComparison.Ordinal) || t == "BYTES" => TensorKind.Text,
        var t when t.Contains("BOOL", StringComparison.Ordinal) => TensorKind.Boolean,
        var t when t.Contains("INT", StringComparison.Ordinal) => TensorKind.Integer,
        _ => TensorKind.Float,
    };

    private static long Dimension(JsonNode? node) =>
        long.TryParse(node?.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1_000_000 ? value : -1;

    private static string Text(JsonNode? node) => node?.ToString() ?? "";
}
