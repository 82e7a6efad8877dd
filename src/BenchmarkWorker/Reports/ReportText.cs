using System.Globalization;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>The report in words and figures, before any markup.</summary>
internal static class ReportText
{
    private const int MostSentences = 8;

    /// <summary>The load in a few words.</summary>
    public static string Load(BenchmarkPlan plan) => plan.Load switch
    {
        { MaxRateObjective: { } objective } => $"search for the highest rate with {objective}",
        { Scenario: { } scenario } => $"MLPerf's {scenario}{(plan.Rate is { } queries ? $" at {Figures.Number(queries)} queries/s" : "")}",
        { RateSweep: { Count: > 0 } rates } => $"{string.Join(", ", rates.Select(Figures.Number))} requests/s, open loop",
        { ConcurrencySweep: { Count: > 0 } users } => $"{string.Join(", ", users)} concurrent requests, closed loop",
        _ when plan.Rate is { } rate => $"{Figures.Number(rate)} requests/s, open loop",
        _ when plan.ArrivalFile is not null => "recorded arrivals, open loop",
        _ => $"{plan.ConcurrentRequests} concurrent requests, closed loop",
    };

    /// <summary>What was found beside the answers to the three questions.</summary>
    public static IEnumerable<string> Found(BenchmarkOutcome outcome)
    {
        var comparisons = outcome.Verdict.Comparisons;
        if (comparisons.Count > 0)
        {
            yield return $"Of {comparisons.Count} comparisons, {comparisons.Count(Is(ComparisonOutcome.Different))} show a difference, {comparisons.Count(Is(ComparisonOutcome.Equivalent))} show equivalence and {comparisons.Count(Is(ComparisonOutcome.Undecided))} are undecided.";
        }

        foreach (var sentence in Limit(comparisons.Where(Is(ComparisonOutcome.Equivalent)).Select(comparison => $"{Pair(comparison)} are equivalent{WithRatio(comparison)}: any difference is smaller than what matters.")))
        {
            yield return sentence;
        }

        foreach (var found in outcome.Saturation)
        {
            yield return Describe(found);
        }
    }

    /// <summary>What the run does not show, which is not the same as what it shows not to be.</summary>
    public static IEnumerable<string> NotShown(BenchmarkOutcome outcome)
    {
        foreach (var sentence in Limit(outcome.Verdict.Comparisons.Where(Is(ComparisonOutcome.Undecided)).Where(comparison => comparison.Ratio is not null).Select(comparison => $"{Pair(comparison)}: undecided{WithRatio(comparison)}. {WhyUndecided(comparison)}")))
        {
            yield return sentence;
        }

        if (outcome.UncomparedOutputs is { } uncompared)
        {
            yield return uncompared.Sentence;
        }

        foreach (var group in outcome.Platforms.Where(platform => platform.Percentile("p99") is { High: null }).GroupBy(platform => platform.SuccessfulRequests))
        {
            yield return $"How bad p99 can be on {string.Join(", ", group.Select(platform => platform.Name))}: {group.Key} answers do not bound it.";
        }

        foreach (var group in outcome.Platforms.SelectMany(platform => platform.Validity.Reservations.Select(text => (platform.Name, text))).GroupBy(entry => entry.text, entry => entry.Name))
        {
            yield return $"{string.Join(", ", group)}: {group.Key}.";
        }
    }

    public static string Describe(Saturation found) => found.Rate is { } rate
        ? $"{found.Platform} keeps {found.Objective} up to {Figures.Number(rate)} requests/s{Confirmed(found, rate)}{(found.FailedAbove is { } failed ? $"; {Figures.Number(failed)} requests/s was too much" : "; no rate that was tried was too much")}."
        : $"{found.Platform} does not keep {found.Objective} at any rate that was tried{(found.FailedAbove is { } lowest ? $", the lowest being {Figures.Number(lowest)} requests/s" : "")}.";

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
            ("First response", platform.FirstResponseMilliseconds is { } first ? $"{Figures.Number(first)} ms (cold, not counted)" : null),
            ("Not valid", string.Join("; ", platform.Validity.Reasons)),
            ("Reservations", string.Join("; ", platform.Validity.Reservations)),
            ("Offered", platform.OpenLoop is { } open ? $"{Figures.Number(open.OfferedRate)} requests/s, {open.Scheduled} requests, {open.NotSent} never sent" : null),
            ("Service time", platform.OpenLoop is { } loop ? $"p50 {Service(loop, "p50")}, p99 {Service(loop, "p99")}, p99.9 {Service(loop, "p99.9")} (from the actual send)" : null),
            ("Sent late", platform.OpenLoop is { LatenessP50: { } late } ? $"median {Figures.Number(late)} ms, p99 {Figures.Number(platform.OpenLoop.LatenessP99 ?? 0)} ms" : null),
            ("Server's own time", platform.ServerTime is { Mean: { } mean } server ? $"{Figures.Milliseconds(mean)} of {Figures.Milliseconds(server.ClientMean)} (means; {server.Source})" : platform.State == PlatformState.Measured ? $"not known: {platform.ServerTime.Problem}" : null),
            ("Target CPU", platform.Resources.CpuPercent is { } cpu ? $"{Figures.Number(cpu)} % of one core" : null),
            ("Target memory", platform.Resources.MemoryMebibytes is { } memory ? $"{Figures.Number(memory)} MiB" : null),
            ("Resources", platform.Resources.Note),
        ];
        return facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).Select(fact => (fact.Term, fact.Value ?? Figures.Missing));
    }

    public static IEnumerable<string> Method(BenchmarkOutcome outcome)
    {
        var (plan, environment) = (outcome.Plan, outcome.Environment);
        var limit = plan.ArrivalFile is { } file ? $"{Path.GetFileName(file)}, once a block," : plan.Duration is { } duration ? $"{duration.TotalSeconds:0.#} s" : $"{plan.TotalRequests} requests";
        yield return plan.IsOpenLoop
            ? $"Open loop: {(plan.Rate is { } rate ? $"{Figures.Number(rate)} requests/s, {plan.Arrivals.ToString().ToLowerInvariant()} arrivals" : "recorded arrivals")}, at most {plan.MaxInFlight} in flight; every platform gets the same schedule in a round. Latency counts from the time a request was meant to be sent, so whoever has to wait for a stalled server is counted with the wait."
            : $"Closed loop: {plan.ConcurrentRequests} users per platform, each sending its next request when the answer is complete. Such a loop slows down with the server, so its percentiles hide the queue a steady stream of users would see.";
        var blocks = $"{plan.Repeats} block{(plan.Repeats == 1 ? "" : "s")}{(outcome.Platforms.Count > 1 ? ", interleaved A B, B A" : "")}";
        yield return $"{limit} per platform in {blocks}, after {plan.WarmupRequests} uncounted warm-up requests; one platform is under load at a time. Deadline {plan.Timeout.TotalSeconds:0.###} s.";
        yield return plan.Clients.RequestsFile is { } requests
            ? $"Requests recorded in {Path.GetFileName(requests)}. Answers are checked for status and, as far as the model describes itself, shape and finite numbers."
            : $"Payload {plan.PayloadSize.ToString().ToLowerInvariant()}, made from the model's own signature with seed {plan.Seed}. Answers are checked for status, shape and finite numbers.";
        var pairs = outcome.Platforms.Count < 2 ? "" : "Blocks of one round are compared as pairs, by the scatter of all platforms or their own, whichever is larger; p-values are Holm's over the pairs of platforms; throughput (in an open loop: p50) has the whole 5 %, the other metrics 1 % until it differs. ";
        yield return $"{pairs}Percentile intervals come from order statistics and take requests as independent.";
        yield return $"Generator {environment.ToolVersion}, {environment.Runtime}, {environment.OperatingSystem}, {environment.Processors} × {environment.ProcessorName ?? environment.Architecture}, load average {environment.LoadAverage?.ToString("0.##", CultureInfo.InvariantCulture) ?? "unknown"}. It shares the machine with local targets.";
    }

    public static string Pair(Comparison comparison) => $"{comparison.Metric} of {comparison.Left} and {comparison.Right}";

    public static string WithRatio(Comparison comparison) => comparison.Ratio is { } ratio
        ? $" (ratio {ResultTables.Ratio(ratio)}{(ResultTables.Interval(comparison) is { } interval ? $", 95 % interval {interval}" : "")})"
        : "";

    /// <summary>A rate that not every run confirmed is close to the edge.</summary>
    private static string Confirmed(Saturation found, double rate)
    {
        var runs = found.Steps.Where(step => step.IsConfirmation && step.Rate.Equals(rate)).ToArray();
        var kept = runs.Count(step => step.Passed);
        return kept == runs.Length ? "" : $" (in {kept} of {runs.Length} confirming runs)";
    }

    private static string WhyUndecided(Comparison comparison) => comparison switch
    {
        _ when ComparisonNote.WouldShowAlone(comparison) => "Alone it would show a difference; among as many comparisons as this run makes, chance does the same too often.",
        _ when !ComparisonNote.DoRanksAgree(comparison) => "The mean and the ranks of the pairs point in opposite directions.",
        _ => "Neither a difference nor its absence is shown.",
    };

    private static Func<Comparison, bool> Is(ComparisonOutcome outcome) => comparison => comparison.Outcome == outcome;

    private static string Service(OpenLoopFigures figures, string name) => Figures.Milliseconds(figures.Service.GetValueOrDefault(name));

    private static string[] Limit(IEnumerable<string> sentences)
    {
        string[] all = [.. sentences];
        return all.Length <= MostSentences ? all : [.. all.Take(MostSentences), $"And {all.Length - MostSentences} more like these: the table of comparisons has them."];
    }
}
