using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Scenarios;
using ModelServing.BenchmarkWorker.Search;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>The part of <see cref="RunRequest"/> that chooses a load model, in the command line's words.</summary>
internal sealed record LoadRequest
{
    public double? WarmupSeconds { get; init; }

    public double? DrainSeconds { get; init; }

    public double? ThinkTimeMilliseconds { get; init; }

    /// <summary>Gets how the rate changes: <c>ramp:TO</c>, <c>step:RATE,RATE</c> or <c>sine:SHARE@SECONDS</c>.</summary>
    public string? RateShape { get; init; }

    public IReadOnlyList<int>? ConcurrencySweep { get; init; }

    public IReadOnlyList<double>? RateSweep { get; init; }

    public LoadScenario? Scenario { get; init; }

    public double? TargetLatencyMilliseconds { get; init; }

    public double? TargetLatencyPercentile { get; init; }

    /// <summary>Gets the limit to find the highest rate for, for example <c>p99 &lt; 20ms</c>.</summary>
    public string? FindMaxRate { get; init; }

    public (LoadPlan? Plan, string? Problem) ToPlan()
    {
        RateShape? shape = null;
        if (RateShape is not null && !Load.RateShape.TryParse(RateShape, out shape))
        {
            return (null, $"rate_shape takes ramp:TO, step:RATE,RATE or sine:SHARE@SECONDS, not {RateShape}");
        }

        LatencyObjective? objective = null;
        if (FindMaxRate is not null && !LatencyObjective.TryParse(FindMaxRate, out objective))
        {
            return (null, $"find_max_rate takes a percentile and a limit, for example p99 < 20ms, not {FindMaxRate}");
        }

        var plan = new LoadPlan
        {
            WarmupShortest = LoadPlan.DefaultWarmupShortest,
            Drain = DrainSeconds is { } drain ? BenchmarkPlan.Seconds(drain) : null,
            ThinkTime = BenchmarkPlan.Seconds((ThinkTimeMilliseconds ?? 0) / 1000),
            Shape = shape,
            ConcurrencySweep = ConcurrencySweep ?? [],
            RateSweep = RateSweep ?? [],
            Scenario = Scenario,
            TargetLatency = TargetLatencyMilliseconds is { } target ? BenchmarkPlan.Seconds(target / 1000) : null,
            TargetPercentile = TargetLatencyPercentile / 100,
            MaxRateObjective = objective,
        };
        return (WarmupSeconds is { } seconds ? plan with { WarmupLimit = BenchmarkPlan.Seconds(seconds) } : plan, null);
    }
}
