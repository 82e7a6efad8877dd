using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Advice;

/// <summary>How much load a platform should get.</summary>
internal static class LoadRules
{
    /// <summary>The share of the highest good rate that leaves room for bursts and for a replica that is gone.</summary>
    private const double Comfortable = 0.7;

    private const double KneeFactor = 2;

    /// <summary>The rate that was offered, or is to be offered, against the highest that kept the limit.</summary>
    public static IEnumerable<string> Headroom(BenchmarkOutcome outcome)
    {
        foreach (var found in outcome.Saturation)
        {
            if (found.Rate is not { } rate)
            {
                yield return $"{ReportText.Describe(found)} Give {found.Platform} more replicas or a smaller model, or relax the limit.";
                continue;
            }

            var offered = outcome.Plan.Rate;
            yield return ReportText.Describe(found) + (offered is { } load && load > Comfortable * rate
                ? $" The {Figures.Number(load)} requests/s of this run are {Figures.Percent(100 * load / rate)} of that: plan at least {Math.Ceiling(load / (Comfortable * rate)):0} replicas to stay under {Figures.Percent(100 * Comfortable)}."
                : $" Plan each replica for {Figures.Number(Comfortable * rate)} requests/s ({Figures.Percent(100 * Comfortable)} of it), so that a burst or a lost replica does not reach the knee.");
        }
    }

    /// <summary>Where latency leaves its floor in a sweep of rates.</summary>
    public static IEnumerable<string> Knee(BenchmarkOutcome outcome)
    {
        foreach (var sweep in outcome.Sweep.Where(point => point.OfferedRate is not null).GroupBy(point => point.Result.Name))
        {
            SweepPoint[] points = [.. sweep.OrderBy(point => point.OfferedRate)];
            if (points.Length < 3 || points[0].Result is not { Validity.IsValid: true } || points[0].Result.Percentile("p99")?.Value is not { } floor)
            {
                continue;
            }

            var beyond = Array.FindIndex(points, point => !point.Result.Validity.IsValid || point.Result.Percentile("p99")?.Value is not { } p99 || p99 > KneeFactor * floor);
            if (beyond > 0)
            {
                var reached = points[beyond].Result.Percentile("p99")?.Value is { } latency ? Figures.Milliseconds(latency) : "no valid answer";
                yield return $"The knee of {sweep.Key} is between {Figures.Number(points[beyond - 1].OfferedRate ?? 0)} and {Figures.Number(points[beyond].OfferedRate ?? 0)} requests/s: p99 goes from {Figures.Milliseconds(floor)} at {Figures.Number(points[0].OfferedRate ?? 0)} requests/s to {reached}. Scale out before the lower of the two.";
            }
            else if (beyond < 0)
            {
                yield return $"{sweep.Key} does not reach its knee in this sweep: p99 is {Figures.Milliseconds(floor)} at {Figures.Number(points[0].OfferedRate ?? 0)} and {Figures.Milliseconds(points[^1].Result.Percentile("p99")?.Value)} at {Figures.Number(points[^1].OfferedRate ?? 0)} requests/s. Sweep higher to find it.";
            }
        }
    }

    /// <summary>A closed loop cannot show a queue; it says at which rate to look for one.</summary>
    public static IEnumerable<string> ClosedLoop(BenchmarkOutcome outcome)
    {
        var throughputs = Facts.Valid(outcome).Select(platform => platform.Throughput?.Value).OfType<double>().ToArray();
        if (!outcome.Plan.IsOpenLoop && outcome.Saturation.Count == 0 && throughputs.Length > 0)
        {
            yield return $"These latencies are of {outcome.Plan.ConcurrentRequests} callers who wait for each other's answers, at {Figures.Number(throughputs.Min())}{(throughputs.Length > 1 ? $" to {Figures.Number(throughputs.Max())}" : "")} answers/s. For latency under your own traffic, offer every platform the same rate, for example --rate {Figures.Number(Math.Max(0.01, Comfortable * throughputs.Min()))}.";
        }
    }
}
