using System.Globalization;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>The report in words and figures, before any markup.</summary>
internal static class ReportText
{
    private const string Missing = "—";

    /// <summary>The load in a few words.</summary>
    public static string Load(BenchmarkPlan plan) => plan.Rate is { } rate
        ? $"{Number(rate)} requests/s, open loop"
        : plan.ArrivalFile is not null ? "recorded arrivals, open loop" : $"{plan.ConcurrentRequests} concurrent requests, closed loop";

    /// <summary>A platform's row after its name and state.</summary>
    public static IEnumerable<(string Value, string? Interval)> Cells(PlatformResult platform)
    {
        yield return (platform.TotalRequests.ToString(CultureInfo.InvariantCulture), null);
        yield return (platform.FailedRequests.ToString(CultureInfo.InvariantCulture), null);
        yield return (platform.ErrorRatePercent is { } rate ? Number(rate) + " %" : Missing, null);
        yield return WithInterval(platform.Throughput);
        yield return (platform.AverageLatency is { } mean ? Number(mean) : Missing, null);
        foreach (var name in new[] { "p50", "p95", "p99", "p99.9" })
        {
            yield return WithInterval(platform.Percentile(name));
        }
    }

    /// <summary>A comparison's row after its metric and pair.</summary>
    public static IEnumerable<string> Cells(Comparison comparison)
    {
        yield return comparison.Ratio is { } ratio ? FormattableString.Invariant($"{ratio:0.000} ({comparison.RatioLow:0.000} to {comparison.RatioHigh:0.000})") : Missing;
        yield return comparison.AdjustedP is { } p ? p < 0.001 ? "< 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture) : Missing;
        yield return comparison.IsDifferent ? "different" : "no difference shown";
        yield return comparison.Note;
    }

    public static IEnumerable<(string Term, string Value)> Facts(PlatformResult platform)
    {
        (string Term, string? Value)[] facts =
        [
            ("Endpoint", platform.EndpointUrl),
            ("Requests sent to", platform.PredictUrl),
            ("Model", platform.ModelName is null ? null : platform.ModelName + (platform.ModelVersion is null ? "" : $", version {platform.ModelVersion}")),
            ("Each request", platform.InstancesPerRequest is null ? null : $"{platform.InstancesPerRequest} instances, {platform.FeaturesPerRequest} values"),
            ("Failures", string.Join(", ", platform.Failures.Select(failure => $"{failure.Value} × {failure.Key}"))),
            (platform.State == PlatformState.Failed ? "Why it failed" : "First failure", platform.Problem),
            ("First response", platform.FirstResponseMilliseconds is { } first ? $"{Number(first)} ms (cold, not counted)" : null),
            ("Not valid", string.Join("; ", platform.Validity.Reasons)),
            ("Reservations", string.Join("; ", platform.Validity.Reservations)),
            ("Offered", platform.OpenLoop is { } open ? $"{Number(open.OfferedRate)} requests/s, {open.Scheduled} requests, {open.NotSent} never sent" : null),
            ("Service time", platform.OpenLoop is { } loop ? $"p50 {Milliseconds(loop.Service, "p50")}, p99 {Milliseconds(loop.Service, "p99")}, p99.9 {Milliseconds(loop.Service, "p99.9")} (from the actual send)" : null),
            ("Sent late", platform.OpenLoop is { LatenessP50: { } late } ? $"median {Number(late)} ms, p99 {Number(platform.OpenLoop.LatenessP99 ?? 0)} ms" : null),
            ("Target CPU", platform.Resources.CpuPercent is { } cpu ? $"{Number(cpu)} % of one core" : null),
            ("Target memory", platform.Resources.MemoryMebibytes is { } memory ? $"{Number(memory)} MiB" : null),
            ("Resources", platform.Resources.Note),
        ];
        return facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).Select(fact => (fact.Term, fact.Value ?? Missing));
    }

    public static IEnumerable<string> Advice(BenchmarkOutcome outcome)
    {
        foreach (var finding in outcome.Verdict.Findings.Where(finding => finding.Winner is not null))
        {
            yield return $"{finding.Question}: choose {finding.Winner}.";
        }

        if (outcome.Verdict.Findings.Any(finding => finding.Winner is null) && outcome.Platforms.Count(platform => platform.State == PlatformState.Measured) > 1)
        {
            yield return "Where no difference is shown, choose by features and operations, or measure longer (--total-requests, --repeats).";
        }

        if (outcome.Platforms.Any(platform => platform.State == PlatformState.Failed))
        {
            yield return "Repair the failed platforms and run again before you compare.";
        }

        foreach (var platform in outcome.Platforms.Where(platform => !platform.Validity.IsValid))
        {
            yield return $"The figures of {platform.Name} are not valid and not ranked: {string.Join("; ", platform.Validity.Reasons)}.";
        }

        if (outcome.Platforms.Any(platform => platform.Percentile("p99") is { High: null }))
        {
            yield return "p99 has no upper bound at this sample size: send at least 368 requests per platform.";
        }

        yield return outcome.Plan.IsOpenLoop
            ? "For production, weigh latency against what it takes to run the platform, and look at more than one rate: latency rises steeply near the capacity."
            : "For production, weigh throughput and latency against what it takes to run the platform; a closed loop on one machine is not your traffic.";
    }

    public static IEnumerable<string> Method(BenchmarkOutcome outcome)
    {
        var (plan, environment) = (outcome.Plan, outcome.Environment);
        var limit = plan.ArrivalFile is { } file ? $"{Path.GetFileName(file)}, once a block," : plan.Duration is { } duration ? $"{duration.TotalSeconds:0.#} s" : $"{plan.TotalRequests} requests";
        yield return plan.IsOpenLoop
            ? $"Open loop: {(plan.Rate is { } rate ? $"{Number(rate)} requests/s, {plan.Arrivals.ToString().ToLowerInvariant()} arrivals" : "recorded arrivals")}, at most {plan.MaxInFlight} in flight; every platform gets the same schedule in a round. Latency counts from the time a request was meant to be sent, so whoever has to wait for a stalled server is counted with the wait."
            : $"Closed loop: {plan.ConcurrentRequests} users per platform, each sending its next request when the answer is complete. Such a loop slows down with the server, so its percentiles hide the queue a steady stream of users would see.";
        yield return $"{limit} per platform in {plan.Repeats} blocks, interleaved A B, B A, after {plan.WarmupRequests} uncounted warm-up requests; one platform is under load at a time. Deadline {plan.Timeout.TotalSeconds:0.###} s.";
        yield return $"Payload {plan.PayloadSize.ToString().ToLowerInvariant()}, made from the model's own signature with seed {plan.Seed}. Answers are checked for status, shape and finite numbers.";
        yield return "Blocks of one round are compared as pairs; p-values are Holm's over all comparisons. Percentile intervals come from order statistics and take requests as independent.";
        yield return $"Generator {environment.ToolVersion}, {environment.Runtime}, {environment.OperatingSystem}, {environment.Processors} × {environment.ProcessorName ?? environment.Architecture}, load average {environment.LoadAverage?.ToString("0.##", CultureInfo.InvariantCulture) ?? "unknown"}. It shares the machine with local targets.";
    }

    private static string Milliseconds(IReadOnlyDictionary<string, double?> figures, string name) => figures.GetValueOrDefault(name) is { } value ? Number(value) + " ms" : Missing;

    private static (string Value, string? Interval) WithInterval(Estimate? estimate) => estimate?.Value is not { } value
        ? (Missing, null)
        : (Number(value), $"{(estimate.Low is { } low ? Number(low) : "0")} – {(estimate.High is { } high ? Number(high) : "∞")}");

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 1 ? "0.##" : "0.####", CultureInfo.InvariantCulture);
}
