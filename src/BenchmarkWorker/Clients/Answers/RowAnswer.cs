using System.Text.Json;

namespace ModelServing.BenchmarkWorker.Clients.Answers;

/// <summary>TensorFlow Serving's row format, which is KServe's V1, too.</summary>
/// <remarks><c>"predictions": [ value | { output: value } ]</c>, one per instance.</remarks>
internal static class RowAnswer
{
    public static IReadOnlyList<OutputTensor>? Read(JsonElement predictions)
    {
        JsonElement[] rows = predictions.ValueKind == JsonValueKind.Array ? [.. predictions.EnumerateArray()] : [];
        if (rows.Length == 0)
        {
            return null;
        }

        if (rows[0].ValueKind != JsonValueKind.Object || rows[0].TryGetProperty("b64"u8, out _))
        {
            return NestedValues.ReadRows("", rows) is { } only ? [only] : null;
        }

        List<OutputTensor> outputs = [];
        foreach (var name in rows[0].EnumerateObject().Select(member => member.Name))
        {
            JsonElement[] values = [.. rows.Where(row => row.TryGetProperty(name, out _)).Select(row => row.GetProperty(name))];
            if (values.Length != rows.Length || NestedValues.ReadRows(name, values) is not { } output)
            {
                return null;
            }

            outputs.Add(output);
        }

        return outputs;
    }
}
