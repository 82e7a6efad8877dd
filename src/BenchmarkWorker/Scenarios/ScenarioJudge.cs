using ModelServing.Statistics.Quantiles;

namespace ModelServing.BenchmarkWorker.Scenarios;

/// <summary>Decides by MLPerf's rules what a run of a scenario is worth.</summary>
internal static class ScenarioJudge
{
    public static ScenarioResult Judge(ScenarioRules rules, ScenarioObservation run)
    {
        var isLatency = rules.Scenario is LoadScenario.SingleStream or LoadScenario.MultiStream;
        var conservative = rules.Percentile > 0 ? Conservative(rules.Percentile, run) : null;
        return new()
        {
            Scenario = rules.Scenario,
            Profile = rules.Profile,
            Reasons = [.. Broken(rules, run, conservative)],
            Metric = rules.Scenario switch
            {
                LoadScenario.Server => "completed queries",
                LoadScenario.Offline => "samples",
                _ => $"{Name(rules.Percentile)} latency, with 99 % confidence",
            },
            Unit = isLatency ? "ms" : "/s",
            Value = isLatency ? conservative : Rate(rules, run),
            ObservedPercentile = rules.Percentile > 0 ? AtIndex(run, (long)Math.Floor(run.Queries * rules.Percentile)) : null,
            ConservativePercentile = conservative,
            TargetLatency = rules.TargetLatency?.TotalMilliseconds,
            TargetPercentile = rules.Percentile > 0 ? rules.Percentile : null,
            OverTarget = run.OverTarget,
            Queries = run.Queries,
            Samples = run.Samples,
            DurationSeconds = run.Duration.TotalSeconds,
        };
    }

    private static IEnumerable<string> Broken(ScenarioRules rules, ScenarioObservation run, double? conservative)
    {
        if (run.GaveUp)
        {
            yield return "nothing answered";
        }

        if (run.Duration < rules.MinimumDuration)
        {
            yield return FormattableString.Invariant($"it lasted {run.Duration.TotalSeconds:0.##} s, and {rules.MinimumDuration.TotalSeconds:0} s are the least");
        }

        if (run.Duration >= rules.MaximumDuration && run.Queries < rules.MinimumQueries)
        {
            yield return FormattableString.Invariant($"it was broken off after {run.Duration.TotalSeconds:0} s");
        }

        if (run.Queries < rules.MinimumQueries)
        {
            yield return $"{run.Queries} queries are fewer than {rules.MinimumQueries}";
        }

        if (run.Samples < rules.MinimumSamples)
        {
            yield return $"{run.Samples} samples are fewer than {rules.MinimumSamples}";
        }

        var (asked, what) = rules.Scenario == LoadScenario.Offline ? (run.Samples, "samples") : (run.Queries, "queries");
        if (run.Failed > rules.MostFailed * asked)
        {
            yield return $"{run.Failed} of {asked} {what} failed";
        }

        if (run.NotSent > 0)
        {
            yield return $"{run.NotSent} queries were never sent: too many were in flight";
        }

        foreach (var reason in Latency(rules, run, conservative))
        {
            yield return reason;
        }
    }

    private static IEnumerable<string> Latency(ScenarioRules rules, ScenarioObservation run, double? conservative)
    {
        if (rules.Percentile <= 0)
        {
            yield break;
        }

        if (rules.TargetLatency is not { } target)
        {
            if (conservative is null)
            {
                yield return $"{run.Queries} queries with {run.Failed} failures are too few to speak of {Name(rules.Percentile)}";
            }

            yield break;
        }

        var queries = run.Queries + run.NotSent;
        var text = FormattableString.Invariant($"{target.TotalMilliseconds:0.###} ms");
        if (run.OverTarget > (1 - rules.Percentile) * queries)
        {
            yield return $"{run.OverTarget} of {queries} queries took over {text}: {Name(rules.Percentile)} is not kept";
        }
        else if (!EarlyStopping.Passes(queries, run.OverTarget, rules.Percentile))
        {
            yield return $"{queries} queries are too few to be sure that {Name(rules.Percentile)} keeps {text} when {run.OverTarget} took longer: {EarlyStopping.MinimumRequests(rules.Percentile, run.OverTarget)} are needed";
        }
    }

    /// <summary>The latency that early stopping lets one claim. A failure is a latency without end, so it takes one of the highest places.</summary>
    private static double? Conservative(double percentile, ScenarioObservation run) =>
        EarlyStopping.ConservativeRank(run.Queries, percentile) is { } rank ? run.Latencies.AtRank(rank) : null;

    private static double? AtIndex(ScenarioObservation run, long index) => run.Latencies.AtRank(index + 1);

    private static double? Rate(ScenarioRules rules, ScenarioObservation run)
    {
        var done = rules.Scenario == LoadScenario.Offline ? run.Latencies.Count : run.Latencies.Count - 1;
        return done > 0 && run.LastCompletion > TimeSpan.Zero ? done / run.LastCompletion.TotalSeconds : null;
    }

    private static string Name(double percentile) => FormattableString.Invariant($"p{100 * percentile:0.###}");
}
