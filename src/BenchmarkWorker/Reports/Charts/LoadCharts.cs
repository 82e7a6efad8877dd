using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>The charts of latency and throughput against each other and against the load.</summary>
internal static class LoadCharts
{
    /// <summary>Each block as a small mark, each platform as a large one with its intervals.</summary>
    public static Chart LatencyOverThroughput(IReadOnlyList<PlatformResult> platforms)
    {
        var rates = new ValueScale(platforms.SelectMany(platform => platform.Blocks.Select(block => block.Throughput)).Concat(platforms.Select(platform => platform.Throughput?.High ?? 0)));
        var latencies = new ValueScale(platforms.SelectMany(platform => platform.Blocks.Select(block => block.P50 ?? 0)));
        var chart = new SeriesChart(Names(platforms), "Latency over throughput", "answers a second", "median, ms", rates, latencies);
        for (var i = 0; i < platforms.Count; i++)
        {
            foreach (var block in platforms[i].Blocks.Where(block => block.P50 is not null))
            {
                chart.Mark(i, block.Throughput, block.P50 ?? 0, 5, !platforms[i].Validity.IsValid);
            }

            if (platforms[i].Throughput is { Value: { } throughput } rate && platforms[i].Percentile("p50") is { Value: { } median } p50)
            {
                chart.Mark(i, throughput, median, 11, !platforms[i].Validity.IsValid);
                chart.HorizontalInterval(i, median, rate.Low, rate.High);
                chart.VerticalInterval(i, throughput, p50.Low, p50.High);
            }
        }

        var height = chart.Close(rates.Bottom, rates.Top(0.15), latencies.Bottom, latencies.Top(0.25), platforms);
        return new("latency-over-throughput", "Latency over throughput", PlatformCharts.Describe("Median latency at the throughput, a small mark for each block", platforms, platform => platform.Percentile("p50")?.Value is { } p50
            ? $"{Figures.Milliseconds(p50)} at {Figures.WithInterval(platform.Throughput, "/s")}" : null), chart.Plot, height);
    }

    /// <summary>Lines from a sweep of concurrencies; without one, the point that was measured.</summary>
    public static Chart Concurrency(BenchmarkOutcome outcome)
    {
        SweepPoint[] sweep = [.. outcome.Sweep.Where(point => point.Concurrency is not null)];
        var points = sweep.Length > 0 ? sweep : [.. outcome.Platforms.Select(platform => new SweepPoint(null, InFlight(platform), platform))];
        var horizontal = new ValueScale(points.Select(point => (double)(point.Concurrency ?? 1)));
        var vertical = new ValueScale(points.Select(point => point.Result.Throughput?.High ?? point.Result.Throughput?.Value ?? 0), canBeLogarithmic: false);
        var chart = new SeriesChart(Names(outcome.Platforms), "Throughput over concurrency", "requests in flight", "answers a second", horizontal, vertical);
        for (var i = 0; i < outcome.Platforms.Count; i++)
        {
            var own = points.Where(point => point.Result.Name == outcome.Platforms[i].Name).OrderBy(point => point.Concurrency).ToArray();
            chart.Line(i, [.. own.Where(point => point.Result.Throughput?.Value is not null).Select(point => ((double)(point.Concurrency ?? 1), point.Result.Throughput?.Value ?? 0))]);
            if (outcome.Scalability.FirstOrDefault(fit => fit.Platform == outcome.Platforms[i].Name) is { Problem: null } scalability)
            {
                chart.Line(i, Curve(scalability, own), isFaint: true);
            }

            foreach (var point in own)
            {
                if (point.Result.Throughput is { Value: { } value } rate)
                {
                    chart.Mark(i, point.Concurrency ?? 1, value, 9, !point.Result.Validity.IsValid);
                    chart.VerticalInterval(i, point.Concurrency ?? 1, rate.Low, rate.High);
                }
                else
                {
                    chart.Cross(point.Concurrency ?? 1, 0.04 * vertical.Top(0.2), sweep.Length == 0 ? null : PlatformRows.Label(outcome.Platforms[i].Name));
                }
            }
        }

        var one = points.Select(point => point.Concurrency).Distinct().Count() == 1;
        var height = chart.Close(horizontal.IsLogarithmic ? horizontal.Bottom : 0, one ? 2.0 * (points.FirstOrDefault()?.Concurrency ?? 1) : horizontal.Top(0.1), 0, vertical.Top(0.2), outcome.Platforms);
        var description = one
            ? $"One concurrency was measured: {points.FirstOrDefault()?.Concurrency ?? 1}. " + PlatformCharts.Describe("Answers a second", outcome.Platforms, platform => platform.Throughput is { Value: not null } rate ? Figures.WithInterval(rate, "/s") : null)
            : Describe("Answers a second by requests in flight", outcome.Platforms, name => points.Where(point => point.Result.Name == name).Select(point => $"{point.Concurrency} → {(point.Result.Throughput?.Value is { } value ? Figures.Number(value) : "no valid answer")}")) + (outcome.Scalability.Any(fit => fit.Problem is null) ? " Faint: the universal scalability law, fitted." : "");
        return new("concurrency", "Throughput over concurrency", description, chart.Plot, height);
    }

    /// <summary>Where latency leaves the floor: rates of a sweep and of a search, and the highest rate that kept the limit. Null without either.</summary>
    public static Chart? Knee(BenchmarkOutcome outcome)
    {
        var points = outcome.Platforms.Select(platform => Points(outcome, platform.Name).ToArray()).ToArray();
        if (points.All(own => own.Length == 0))
        {
            return null;
        }

        var horizontal = new ValueScale(points.SelectMany(own => own.Select(point => point.Rate)));
        var vertical = new ValueScale(points.SelectMany(own => own.Select(point => point.Latency ?? 0)));
        var chart = new SeriesChart(Names(outcome.Platforms), "Latency over the offered rate", "requests a second offered", "p99, ms", horizontal, vertical);
        var top = vertical.Top(0.2);
        for (var i = 0; i < points.Length; i++)
        {
            // A search comes back to a rate and finds another latency there: its points are joined only where there is no sweep.
            var isSweep = points[i].Any(point => point.IsSweep);
            chart.Line(i, [.. points[i].Where(point => point.Latency is not null && point.IsSweep == isSweep).Select(point => (point.Rate, point.Latency ?? 0))]);
            foreach (var point in points[i])
            {
                if (point.Latency is { } latency)
                {
                    chart.Mark(i, point.Rate, latency, 9, !point.IsGood);
                    chart.VerticalInterval(i, point.Rate, point.Low, point.High);
                }
                else
                {
                    chart.Cross(point.Rate, top - 0.05 * (top - vertical.Bottom));
                }
            }

            if (outcome.Saturation.FirstOrDefault(found => found.Platform == outcome.Platforms[i].Name)?.Rate is { } rate)
            {
                ChartTheme.Dashed(chart.Plot, horizontal.Place(rate), vertical.Bottom, horizontal.Place(rate), top, ChartTheme.Of(i), 24);
                chart.Write(horizontal.Place(rate), top - (0.08 + 0.09 * i % 0.6) * (top - vertical.Bottom), $"{Figures.Number(rate)}/s", ScottPlot.Alignment.MiddleLeft);
            }
        }

        var height = chart.Close(horizontal.IsLogarithmic ? horizontal.Bottom : 0, horizontal.Top(0.15), vertical.Bottom, top, outcome.Platforms);
        var limits = outcome.Saturation.Count > 0 ? " A dashed upright line is the highest rate that kept the limit; a hollow mark did not keep it, or is not valid." : " A hollow mark is not valid.";
        return new("knee", "Latency over the offered rate", Describe("p99 in ms by requests a second", outcome.Platforms, name => Points(outcome, name).Select(point => $"{Figures.Number(point.Rate)} → {(point.Latency is { } latency ? Figures.Number(latency) : "no valid answer")}")) + limits, chart.Plot, height);
    }

    private static IEnumerable<(double Rate, double? Latency, double? Low, double? High, bool IsGood, bool IsSweep)> Points(BenchmarkOutcome outcome, string name) =>
        outcome.Sweep.Where(point => point.Result.Name == name && point.OfferedRate is not null)
            .Select(point => (Rate: point.OfferedRate ?? 0, Latency: point.Result.Percentile("p99")?.Value, point.Result.Percentile("p99")?.Low, point.Result.Percentile("p99")?.High, IsGood: point.Result.Validity.IsValid, IsSweep: true))
            .Concat(outcome.Saturation.Where(found => found.Platform == name).SelectMany(found => found.Steps).Select(step => (step.Rate, Latency: step.Quantile, Low: (double?)null, High: (double?)null, IsGood: step.Passed, IsSweep: false)))
            .OrderBy(point => point.Rate);

    /// <summary>An open loop has no concurrency of its own: by Little's law, what is in flight is the throughput times the latency.</summary>
    private static int InFlight(PlatformResult platform) => platform is { OpenLoop: not null, Throughput.Value: { } throughput, AverageLatency: { } latency }
        ? Math.Max(1, (int)Math.Round(throughput * latency / 1000))
        : platform.ConcurrentRequests;

    /// <summary>The fitted law between the loads that were measured.</summary>
    private static (double X, double Y)[] Curve(Scalability fit, SweepPoint[] points)
    {
        const int Steps = 40;
        var (first, last) = (points.Min(point => point.Concurrency ?? 1), points.Max(point => point.Concurrency ?? 1));
        return [.. Enumerable.Range(0, Steps + 1).Select(step => first * Math.Pow(last / (double)first, step / (double)Steps)).Select(load => (load, fit.Throughput(load) ?? 0))];
    }

    private static string Describe(string what, IReadOnlyList<PlatformResult> platforms, Func<string, IEnumerable<string>> points) =>
        $"{what}. {string.Join("; ", platforms.Select(platform => $"{platform.Name}: {(points(platform.Name).ToArray() is { Length: > 0 } own ? string.Join(", ", own) : "not measured")}"))}.";

    private static string[] Names(IReadOnlyList<PlatformResult> platforms) => [.. platforms.Select(platform => platform.Name)];
}
