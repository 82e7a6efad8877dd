using HdrHistogram;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>The charts that come from histograms: every percentile at once, and second by second.</summary>
internal static class TimeCharts
{
    private const int StepsADecade = 24;

    /// <summary>Percentiles on an axis that gives each further nine the same room: 90 %, 99 %, 99.9 %. Null without a histogram.</summary>
    public static Chart? Percentiles(IReadOnlyList<PlatformResult> platforms)
    {
        var curves = platforms.Select(platform => Curve(HistogramText.Read(platform.Histogram)).ToArray()).ToArray();
        if (curves.All(curve => curve.Length == 0))
        {
            return null;
        }

        var nines = Math.Max(1, curves.Where(curve => curve.Length > 0).Max(curve => curve[^1].Nines));
        var vertical = new ValueScale(curves.SelectMany(curve => curve.Select(point => point.Latency)));
        var chart = new SeriesChart([.. platforms.Select(platform => platform.Name)], "Latency by percentile", "percentile", "ms", new ValueScale([], canBeLogarithmic: false), vertical);
        for (var i = 0; i < platforms.Count; i++)
        {
            chart.Line(i, [.. curves[i].Select(point => (point.Nines, point.Latency))], marks: 6);
            foreach (var (name, quantile) in new[] { ("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999) })
            {
                if (curves[i].Length > 0 && Nines(quantile) <= curves[i][^1].Nines && platforms[i].Percentile(name) is { Value: not null } estimate)
                {
                    chart.VerticalInterval(i, Nines(quantile), estimate.Low, estimate.High);
                }
            }
        }

        chart.Plot.Axes.Bottom.SetTicks(
            [0, .. Enumerable.Range(1, (int)Math.Ceiling(nines)).Select(i => (double)i)],
            ["0 %", .. Enumerable.Range(1, (int)Math.Ceiling(nines)).Select(i => $"{(i == 1 ? "90" : i == 2 ? "99" : "99." + new string('9', i - 2))} %")]);
        var height = chart.Close(0, nines * 1.05, vertical.Bottom, vertical.Top(0.1), platforms);
        return new("percentiles", "Latency by percentile", PlatformCharts.Describe("Latency in ms, upright lines are 95 % intervals", platforms, platform => platform.Histogram is null ? null
            : string.Join(", ", new[] { "p50", "p90", "p99", "p99.9" }.Select(name => $"{name} {(platform.Percentile(name)?.Value is { } value ? Figures.Number(value) : Figures.Missing)}"))), chart.Plot, height);
    }

    /// <summary>Median and p99 of each second.</summary>
    public static Chart? Latency(IReadOnlyList<PlatformResult> platforms)
    {
        if (platforms.All(platform => platform.Timeline.Count == 0))
        {
            return null;
        }

        var vertical = new ValueScale(platforms.SelectMany(platform => platform.Timeline.SelectMany(point => new[] { point.P50, point.P99 })).OfType<double>());
        var chart = Seconds(platforms, "Latency over time", "p99 (faint: p50), ms", vertical);
        for (var i = 0; i < platforms.Count; i++)
        {
            chart.Line(i, [.. platforms[i].Timeline.Where(point => point.P50 is not null).Select(point => (Middle(point), point.P50 ?? 0))], isFaint: true);
            chart.Line(i, [.. platforms[i].Timeline.Where(point => point.P99 is not null).Select(point => (Middle(point), point.P99 ?? 0))], marks: 6);
        }

        var height = chart.Close(0, Length(platforms), vertical.Bottom, vertical.Top(0.15), platforms);
        return new("latency-over-time", "Latency over time", PlatformCharts.Describe("p99 of each second in ms", platforms, platform => Range(platform, point => point.P99)), chart.Plot, height);
    }

    /// <summary>Answers of each second; seconds with failures are crossed.</summary>
    public static Chart? Throughput(IReadOnlyList<PlatformResult> platforms)
    {
        if (platforms.All(platform => platform.Timeline.Count == 0))
        {
            return null;
        }

        var vertical = new ValueScale(platforms.SelectMany(platform => platform.Timeline.Select(point => point.Rate)), canBeLogarithmic: false);
        var chart = Seconds(platforms, "Throughput over time", "answers a second", vertical);
        for (var i = 0; i < platforms.Count; i++)
        {
            chart.Line(i, [.. platforms[i].Timeline.Select(point => (Middle(point), point.Rate))], marks: 6);
            foreach (var point in platforms[i].Timeline.Where(point => point.Failed > 0))
            {
                chart.Cross(Middle(point), point.Rate);
            }
        }

        var height = chart.Close(0, Length(platforms), 0, vertical.Top(0.15), platforms);
        var failed = platforms.Sum(platform => platform.Timeline.Sum(point => point.Failed));
        return new("throughput-over-time", "Throughput over time", PlatformCharts.Describe("Answers in each second", platforms, platform => Range(platform, point => point.Rate)) + (failed > 0 ? $" Seconds with failed requests are crossed: {failed} requests failed." : ""), chart.Plot, height);
    }

    /// <summary>The curve as far as one answer in a percentile reaches, at even steps of the axis.</summary>
    internal static IEnumerable<(double Nines, double Latency)> Curve(HistogramBase? histogram)
    {
        if (histogram is null || histogram.TotalCount == 0)
        {
            yield break;
        }

        var last = Math.Log10(Math.Max(2, histogram.TotalCount));
        for (var i = 0; i <= last * StepsADecade; i++)
        {
            var nines = i / (double)StepsADecade;
            yield return (nines, histogram.GetValueAtPercentile(100 * (1 - Math.Pow(10, -nines))) / LatencyRecorder.UnitsPerMillisecond);
        }
    }

    private static SeriesChart Seconds(IReadOnlyList<PlatformResult> platforms, string title, string y, ValueScale vertical) =>
        new([.. platforms.Select(platform => platform.Name)], title, "seconds of the platform's measured time", y, new ValueScale([], canBeLogarithmic: false), vertical);

    private static double Nines(double quantile) => -Math.Log10(1 - quantile);

    private static double Middle(TimelinePoint point) => point.Second + point.Length / 2;

    private static double Length(IReadOnlyList<PlatformResult> platforms) => platforms.SelectMany(platform => platform.Timeline).Max(point => point.Second + point.Length);

    private static string? Range(PlatformResult platform, Func<TimelinePoint, double?> figure)
    {
        double[] values = [.. platform.Timeline.Select(figure).OfType<double>()];
        var length = platform.Timeline.Select(point => point.Length).DefaultIfEmpty().Max();
        return values.Length == 0 ? null : $"{Figures.Number(values.Min())} to {Figures.Number(values.Max())} in {platform.Timeline.Count} {(length < 2 ? "seconds" : $"stretches of {Figures.Number(length)} s")}";
    }
}
