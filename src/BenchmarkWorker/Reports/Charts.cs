using ModelServing.BenchmarkWorker.Analysis;
using ScottPlot;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>The guide's six charts. A failed platform keeps its place on the axis, without a bar, and is called failed.</summary>
internal static class Charts
{
    private static readonly string[] Palette = ["#3b6fb6", "#d9822b", "#3f9c6b", "#8d5fb0"];
    private static readonly string[] LatencyShades = ["#a9c1de", "#3b6fb6", "#d9822b", "#b5473c"];

    public static Plot[] All(IReadOnlyList<PlatformResult> platforms) =>
    [
        Bars(platforms, "Throughput", "requests per second", platform => platform.Throughput?.Value, platform => platform.Throughput),
        Latencies(platforms),
        Bars(platforms, "Error rate", "% of requests", platform => platform.ErrorRatePercent, _ => null),
        LatencyOverThroughput(platforms),
        Concurrency(platforms),
        Distribution(platforms),
    ];

    private static Plot Bars(IReadOnlyList<PlatformResult> platforms, string title, string unit, Func<PlatformResult, double?> value, Func<PlatformResult, Estimate?> interval)
    {
        var plot = NewPlot(title, unit);
        for (var i = 0; i < platforms.Count; i++)
        {
            if (value(platforms[i]) is not { } height)
            {
                continue;
            }

            plot.Add.Bar(new Bar { Position = i, Value = height, Size = 0.6, FillColor = ColorOf(i), LineWidth = 0 });
            var (low, high) = (interval(platforms[i])?.Low, interval(platforms[i])?.High);
            if (low is { } from && high is { } to)
            {
                var whisker = plot.Add.Line(i, from, i, to);
                (whisker.Color, whisker.LineWidth) = (Color.FromHex("#333333"), 2);
            }

            Annotate(plot, FormattableString.Invariant($"{height:0.##}"), i, Math.Max(height, high ?? 0));
        }

        LabelPlatforms(plot, platforms, platforms.Max(platform => Math.Max(value(platform) ?? 0, interval(platform)?.High ?? 0)));
        return plot;
    }

    private static Plot Latencies(IReadOnlyList<PlatformResult> platforms)
    {
        var plot = NewPlot("Latency", "ms");
        string[] names = ["mean", "p50", "p95", "p99"];
        for (var s = 0; s < names.Length; s++)
        {
            var name = names[s];
            var bars = platforms.Select((platform, i) => new Bar
            {
                Position = i + (s - 1.5) * 0.2,
                Value = (s == 0 ? platform.AverageLatency : platform.Percentile(name)?.Value) ?? 0,
                Size = 0.18,
                FillColor = Color.FromHex(LatencyShades[s]),
                LineWidth = 0,
            });
            plot.Add.Bars(bars.ToArray()).LegendText = name;
        }

        plot.ShowLegend(Alignment.UpperRight, Orientation.Horizontal);
        LabelPlatforms(plot, platforms, 1.1 * platforms.Max(platform => platform.Percentile("p99")?.Value ?? 0));
        return plot;
    }

    private static Plot LatencyOverThroughput(IReadOnlyList<PlatformResult> platforms)
    {
        var plot = NewPlot("Latency over throughput, block by block", "median latency, ms");
        plot.XLabel("requests per second", 15);
        var any = false;
        for (var i = 0; i < platforms.Count; i++)
        {
            var blocks = platforms[i].Blocks.Where(block => block.P50 is not null).ToArray();
            if (blocks.Length > 0)
            {
                var scatter = plot.Add.ScatterPoints(blocks.Select(block => block.Throughput).ToArray(), blocks.Select(block => block.P50 ?? 0).ToArray());
                (scatter.LegendText, scatter.MarkerSize, scatter.Color) = (platforms[i].Name, 11, ColorOf(i));
                any = true;
            }
        }

        Finish(plot, any);
        return plot;
    }

    /// <summary>One point per measured concurrency; a sweep gives lines.</summary>
    private static Plot Concurrency(IReadOnlyList<PlatformResult> platforms)
    {
        var plot = NewPlot("Throughput over concurrency", "requests per second");
        plot.XLabel("concurrent requests", 15);
        var groups = platforms.Select((platform, i) => (platform, i)).Where(entry => entry.platform.Throughput?.Value is not null).GroupBy(entry => entry.platform.Name).ToArray();
        foreach (var group in groups)
        {
            var points = group.OrderBy(entry => entry.platform.ConcurrentRequests).ToArray();
            var line = plot.Add.Scatter(points.Select(entry => (double)entry.platform.ConcurrentRequests).ToArray(), points.Select(entry => entry.platform.Throughput?.Value ?? 0).ToArray());
            (line.LegendText, line.Color, line.MarkerSize) = (group.Key, ColorOf(points[0].i), 12);
        }

        Finish(plot, groups.Length > 0);
        if (groups.Length > 0)
        {
            plot.Axes.SetLimits(0, 2.0 * platforms.Max(platform => platform.ConcurrentRequests), 0, 1.4 * platforms.Max(platform => platform.Throughput?.Value ?? 1));
        }

        return plot;
    }

    /// <summary>Boxes from the histogram: the middle half, the median, and whiskers to the minimum and p99. Quartiles of four summary numbers would be fiction.</summary>
    private static Plot Distribution(IReadOnlyList<PlatformResult> platforms)
    {
        var plot = NewPlot("Latency distribution (min, p25, p50, p75, p99)", "ms");
        for (var i = 0; i < platforms.Count; i++)
        {
            if (platforms[i] is { MinimumLatency: { } minimum } platform && platform.Percentile("p99")?.Value is { } p99)
            {
                var box = new Box
                {
                    Position = i,
                    BoxMin = platform.Percentile("p25")?.Value ?? minimum,
                    BoxMiddle = platform.Percentile("p50")?.Value,
                    BoxMax = platform.Percentile("p75")?.Value ?? p99,
                    WhiskerMin = minimum,
                    WhiskerMax = p99,
                };
                plot.Add.Box(box);
                box.FillColor = ColorOf(i).WithAlpha(0.7);
            }
        }

        LabelPlatforms(plot, platforms, platforms.Max(platform => platform.Percentile("p99")?.Value ?? 0));
        return plot;
    }

    private static Plot NewPlot(string title, string unit)
    {
        var plot = new Plot();
        plot.Title(title, 18);
        plot.YLabel(unit, 15);
        if (ChartImages.SansSerif is { } family)
        {
            plot.Font.Set(family);
        }

        plot.Axes.Bottom.TickLabelStyle.FontSize = 14;
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        return plot;
    }

    private static void Annotate(Plot plot, string text, double x, double y)
    {
        var label = plot.Add.Text(text, x, y);
        (label.LabelFontSize, label.LabelAlignment, label.OffsetY) = (15, Alignment.LowerCenter, -4);
    }

    private static void LabelPlatforms(Plot plot, IReadOnlyList<PlatformResult> platforms, double top)
    {
        plot.Axes.Bottom.SetTicks(
            [.. Enumerable.Range(0, platforms.Count).Select(i => (double)i)],
            [.. platforms.Select(platform => platform.Name + (platform.State == PlatformState.Failed ? "\nfailed" : ""))]);
        plot.Axes.SetLimits(-0.7, platforms.Count - 0.3, 0, top > 0 ? top * 1.25 : 1);
        if (platforms.All(platform => platform.State == PlatformState.Failed))
        {
            Annotate(plot, "no platform answered", (platforms.Count - 1) / 2.0, 0.5);
        }
    }

    private static void Finish(Plot plot, bool any)
    {
        if (any)
        {
            plot.ShowLegend(Alignment.UpperRight);
            plot.Axes.Margins(0.25, 0.45);
        }
        else
        {
            Annotate(plot, "no platform answered", 0.5, 0.5);
            plot.Axes.SetLimits(0, 1, 0, 1);
        }
    }

    private static Color ColorOf(int index) => Color.FromHex(Palette[index % Palette.Length]);
}
