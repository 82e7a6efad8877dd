using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>Pods as their cluster's <c>metrics.k8s.io</c> reports them, all of a target's together.</summary>
internal static partial class PodMetrics
{
    private static readonly Dictionary<string, double> Units = new() { ["h"] = 3600, ["m"] = 60, ["s"] = 1, ["ms"] = 0.001 };

    public static async Task<ResourceReading> ReadAsync(ClusterReader cluster, PodSelection pods, CancellationToken cancellationToken)
    {
        var answer = await cluster.GetAsync($"apis/metrics.k8s.io/v1beta1/namespaces/{pods.Namespace}/pods?{pods.Query}", "the cluster's metrics API", list => Read(list, TimeProvider.System.GetUtcNow()), cancellationToken);
        return answer.Value ?? ResourceReading.Nothing(answer.Problem ?? "");
    }

    /// <remarks><c>{"items":[{"timestamp":"…","window":"15s","containers":[{"usage":{"cpu":"12n","memory":"34Ki"}}]}]}</c>.</remarks>
    internal static ResourceReading Read(JsonElement list, DateTimeOffset now)
    {
        JsonElement[] items = [.. list.GetProperty("items").EnumerateArray()];
        JsonElement[] usages = [.. items.SelectMany(pod => pod.GetProperty("containers").EnumerateArray()).Select(container => container.GetProperty("usage"))];
        return usages.Length == 0 ? ResourceReading.Nothing("the cluster's metrics API knows no such pod") : new()
        {
            CpuSpan = items.Max(pod => Span(pod, now)),
            CpuCores = usages.Sum(usage => Quantity(usage.GetProperty("cpu").GetString())),
            MemoryBytes = usages.Sum(usage => Quantity(usage.GetProperty("memory").GetString())),
        };
    }

    /// <summary>From the beginning of what a pod's CPU is averaged over until now.</summary>
    private static TimeSpan? Span(JsonElement pod, DateTimeOffset now)
    {
        if (!pod.TryGetProperty("window", out var window))
        {
            return null;
        }

        var seconds = Duration().Matches(window.GetString() ?? "").Sum(part => double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * Units[part.Groups[2].Value]);
        var age = pod.TryGetProperty("timestamp", out var timestamp) && timestamp.TryGetDateTimeOffset(out var at) && now > at ? now - at : TimeSpan.Zero;
        return TimeSpan.FromSeconds(seconds) + age;
    }

    /// <summary>As Go writes durations, for example <c>1m0.5s</c>.</summary>
    [GeneratedRegex(@"([\d.]+)(ms|h|m|s)")]
    private static partial Regex Duration();

    /// <remarks><c>quantity = number [ "n" | "u" | "m" | "k" | "M" | "G" | "Ki" | "Mi" | "Gi" ]</c>: all that metrics use.</remarks>
    private static double Quantity(string? text)
    {
        var digits = (text ?? "").TrimEnd("numkKMGTi".ToCharArray());
        var scale = (text ?? "")[digits.Length..] switch
        {
            "n" => 1e-9,
            "u" => 1e-6,
            "m" => 1e-3,
            "" => 1,
            "k" => 1e3,
            "M" => 1e6,
            "G" => 1e9,
            "Ki" => 1024,
            "Mi" => 1 << 20,
            "Gi" => 1 << 30,
            var unit => throw new FormatException($"'{unit}' is not a unit of a quantity"),
        };
        return double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture) * scale;
    }
}
