using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.Statistics.Proportions;
using ScottPlot;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>The charts that set one figure of each platform beside the others'.</summary>
internal static class PlatformCharts
{
    private const int Many = 8;
    private static readonly string[] LatencyNames = ["mean", "p50", "p95", "p99"];

    public static Chart Throughput(IReadOnlyList<PlatformResult> platforms) =>
        Bars("throughput", "Throughput", "answers a second", platforms, platform => platform.Throughput, "/s");

    /// <summary>Shares of failed requests with Wilson's intervals: none of a few is not the same as none of many.</summary>
    public static Chart Errors(IReadOnlyList<PlatformResult> platforms) =>
        Bars("errors", "Failed requests", "% of requests", platforms, platform => platform.ErrorRatePercent is not { } rate || platform.State == PlatformState.Failed ? null
            : Proportion.Wilson(platform.FailedRequests, platform.TotalRequests) is { } interval ? new(rate, 100 * interval.Low, 100 * interval.High) : new(rate, null, null), "%");

    public static Chart Latency(IReadOnlyList<PlatformResult> platforms)
    {
        var rows = new PlatformRows(platforms, "Latency", "ms");
        var right = 1.12 * Highest(platforms.SelectMany(platform => LatencyNames.Select(name => Latency(platform, name))));
        for (var i = 0; i < platforms.Count; i++)
        {
            for (var s = 0; s < LatencyNames.Length; s++)
            {
                if (Latency(platforms[i], LatencyNames[s]) is { Value: not null } estimate)
                {
                    rows.Bar(i, 0.3 - 0.2 * s, 0.18, estimate, ChartTheme.Step(s), right);
                }
            }
        }

        var legend = new ChartLegend(LatencyNames.Select((name, s) => new ChartLegendEntry(name, ChartTheme.Step(s), MarkerShape.None)), ReportFont.Family);
        rows.Plot.Axes.AddPanel(legend);
        var height = rows.Close(platform => platform.AverageLatency is not null, 0, right, platforms.Count > Many ? 48 : 64) + (int)legend.Height;
        return new("latency", "Latency", Describe("Latency in ms", platforms, platform => platform.AverageLatency is null ? null
            : string.Join(", ", LatencyNames.Select(name => $"{name} {(Latency(platform, name)?.Value is { } value ? Figures.Number(value) : Figures.Missing)}"))), rows.Plot, height);
    }

    /// <summary>Boxes from the histogram: the middle half, the median, and whiskers to the minimum and p99. Quartiles of four summary numbers would be fiction.</summary>
    public static Chart Distribution(IReadOnlyList<PlatformResult> platforms)
    {
        var scale = new ValueScale(platforms.SelectMany(platform => new[] { platform.MinimumLatency, platform.Percentile("p99")?.Value }).OfType<double>());
        var rows = new PlatformRows(platforms, "Latency distribution", "ms: minimum, p25, p50, p75, p99");
        for (var i = 0; i < platforms.Count; i++)
        {
            if (platforms[i] is { MinimumLatency: { } minimum } platform && platform.Percentile("p99")?.Value is { } p99)
            {
                var (left, right) = (scale.Place(platform.Percentile("p25")?.Value ?? minimum), scale.Place(platform.Percentile("p75")?.Value ?? p99));
                rows.Box(i, (scale.Place(minimum), left, platform.Percentile("p50")?.Value is { } median ? scale.Place(median) : null, right, scale.Place(p99)));
                rows.Write(i, scale.Place(p99), platform.Validity.IsValid ? "" : "not valid", isBad: true);
            }
        }

        scale.Mark(rows.Plot.Axes.Bottom);
        var height = rows.Close(platform => platform.MinimumLatency is not null, scale.Bottom, scale.Top(platforms.All(platform => platform.Validity.IsValid) ? 0.15 : 0.35), RowHeight(platforms));
        return new("distribution", "Latency distribution", Describe("Latency in ms", platforms, platform => platform.MinimumLatency is { } minimum
            ? $"minimum {Figures.Number(minimum)}, " + string.Join(", ", new[] { "p25", "p50", "p75", "p99" }.Select(name => $"{name} {(platform.Percentile(name)?.Value is { } value ? Figures.Number(value) : Figures.Missing)}"))
            : null), rows.Plot, height);
    }

    private static Chart Bars(string name, string title, string unit, IReadOnlyList<PlatformResult> platforms, Func<PlatformResult, Estimate?> value, string shortUnit)
    {
        var rows = new PlatformRows(platforms, title, unit);
        var right = (platforms.All(platform => platform.Validity.IsValid) ? 1.35 : 1.75) * Highest(platforms.Select(value));
        for (var i = 0; i < platforms.Count; i++)
        {
            if (value(platforms[i]) is { Value: { } height } estimate)
            {
                rows.Bar(i, 0, 0.6, estimate, ChartTheme.Of(i), right);
                rows.Write(i, Math.Max(height, estimate.High ?? 0), $"{Figures.Number(height)}{(platforms[i].Validity.IsValid ? "" : " (not valid)")}", !platforms[i].Validity.IsValid);
            }
        }

        var pixels = rows.Close(platform => value(platform)?.Value is not null, 0, right, RowHeight(platforms));
        return new(name, title, Describe($"{title} in {unit}", platforms, platform => value(platform) is { Value: not null } estimate ? Figures.WithInterval(estimate, shortUnit) : null), rows.Plot, pixels);
    }

    private static Estimate? Latency(PlatformResult platform, string name) => name == "mean"
        ? platform.AverageLatency is { } mean ? new(mean, null, null) : null
        : platform.Percentile(name);

    private static int RowHeight(IReadOnlyList<PlatformResult> platforms) => platforms.Count > Many ? 26 : 34;

    private static double Highest(IEnumerable<Estimate?> estimates) => estimates.OfType<Estimate>().Select(estimate => Math.Max(estimate.Value ?? 0, estimate.High ?? 0)).DefaultIfEmpty(0).Max() is > 0 and var highest ? highest : 1;

    internal static string Describe(string what, IReadOnlyList<PlatformResult> platforms, Func<PlatformResult, string?> figures) =>
        $"{what}. {string.Join("; ", platforms.Select(platform => $"{platform.Name}: {figures(platform) ?? (platform.State == PlatformState.Failed ? "failed" : "not measured")}{(platform.Validity.IsValid ? "" : " (not valid)")}"))}.";
}
