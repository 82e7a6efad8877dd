using System.Text.Json;

namespace ModelServing.BenchmarkWorker.Regression;

/// <summary>One platform of a stored result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Problem">Why its figures cannot be compared, or null.</param>
/// <param name="Figures">Figures of the whole run, by metric.</param>
/// <param name="Blocks">Figures of the single blocks, by metric: they tell how far the figures scatter.</param>
internal sealed record StoredPlatform(string Name, string? Problem, IReadOnlyDictionary<string, double> Figures, IReadOnlyDictionary<string, double[]> Blocks)
{
    public static StoredPlatform Read(JsonElement platform)
    {
        Dictionary<string, double> figures = [];
        Add(figures, "throughput", platform, "throughput", "value");
        Add(figures, "mean", platform, "average_latency");
        Add(figures, "errors", platform, "error_rate_percent");
        if (platform.TryGetProperty("percentiles", out var percentiles) && percentiles.ValueKind == JsonValueKind.Object)
        {
            foreach (var percentile in percentiles.EnumerateObject())
            {
                Add(figures, percentile.Name, percentile.Value, "value");
            }
        }

        JsonElement[] blocks = platform.TryGetProperty("blocks", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
        return new(
            Text(platform, "name") ?? Text(platform, "platform") ?? "?",
            Problems(platform),
            figures,
            Metric.OfBlocks.ToDictionary(metric => metric, metric => blocks.Where(block => !(Number(block, "succeeded") < Metric.FewestAnswers(metric)))
                .Select(block => Number(block, Metric.BlockProperty(metric)) ?? 0).Where(value => value > 0).ToArray()));
    }

    private static string? Problems(JsonElement platform)
    {
        if (Text(platform, "state") != "measured")
        {
            return $"failed: {Text(platform, "problem") ?? "no valid answer"}";
        }

        return platform.TryGetProperty("validity", out var validity) && validity.TryGetProperty("reasons", out var reasons) && reasons.GetArrayLength() > 0
            ? $"not valid: {string.Join("; ", reasons.EnumerateArray().Select(reason => reason.GetString()))}"
            : null;
    }

    private static void Add(Dictionary<string, double> figures, string metric, JsonElement element, params string[] path)
    {
        foreach (var name in path[..^1])
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return;
            }
        }

        if (Number(element, path[^1]) is { } value)
        {
            figures[metric] = value;
        }
    }

    private static double? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
