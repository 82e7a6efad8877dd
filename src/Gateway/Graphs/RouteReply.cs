using System.Text.Json;

namespace ModelServing.Gateway.Graphs;

/// <summary>Reads the branch out of a router's reply.</summary>
/// <remarks>
/// A SeldonMessage with <c>data.ndarray</c> (flat, or the first element of the first row), <c>data.tensor.values</c> or
/// <c>data.tftensor.intVal</c>; else a bare JSON array of integers. The first value counts, cut towards zero.
/// </remarks>
internal static class RouteReply
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    public static bool TryParse(ReadOnlyMemory<byte> body, out int branch, out string? error)
    {
        branch = 0;
        error = null;
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            if (TryFindValues(document.RootElement, out var values) && TryFirst(values, out branch))
            {
                return true;
            }

            error = "the route reply names no branch";
        }
        catch (JsonException)
        {
            error = body.IsEmpty ? "unexpected end of JSON input" : "the route reply is not JSON";
        }

        return false;
    }

    private static bool TryFindValues(JsonElement root, out JsonElement values)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            values = root;
            return true;
        }

        values = default;
        return root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
            && (data.TryGetProperty("ndarray", out values)
                || (data.TryGetProperty("tensor", out var tensor) && tensor.ValueKind == JsonValueKind.Object && tensor.TryGetProperty("values", out values))
                || (data.TryGetProperty("tftensor", out var tf) && tf.ValueKind == JsonValueKind.Object && tf.TryGetProperty("intVal", out values)));
    }

    private static bool TryFirst(JsonElement values, out int branch)
    {
        branch = 0;
        while (values.ValueKind == JsonValueKind.Array)
        {
            if (values.GetArrayLength() == 0)
            {
                return false;
            }

            values = values[0];
        }

        // Upstream reads a string as zero.
        if (values.ValueKind != JsonValueKind.Number)
        {
            return values.ValueKind == JsonValueKind.String;
        }

        var value = Math.Truncate(values.GetDouble());
        branch = double.Abs(value) < int.MaxValue ? (int)value : int.MaxValue;
        return true;
    }
}
