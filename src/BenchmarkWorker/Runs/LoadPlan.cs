using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Scenarios;
using ModelServing.BenchmarkWorker.Search;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>The load models of a run beyond a number of users or a rate.</summary>
internal sealed record LoadPlan
{
    /// <summary>The seconds that latency has to settle in where a user says nothing.</summary>
    public const double DefaultWarmupSeconds = 30;

    /// <summary>The time that a warm-up lasts where a user says nothing.</summary>
    public static readonly TimeSpan DefaultWarmupShortest = TimeSpan.FromSeconds(2);

    /// <summary>Gets how long to warm up although latency has settled.</summary>
    public TimeSpan WarmupShortest { get; init; }

    /// <summary>Gets how long to wait, beyond the least number of requests, for latency to settle; zero to send that number and no more.</summary>
    public TimeSpan WarmupLimit { get; init; } = TimeSpan.FromSeconds(DefaultWarmupSeconds);

    /// <summary>Gets how long to wait for what is in flight once a block is over; null for the deadline of a request.</summary>
    public TimeSpan? Drain { get; init; }

    /// <summary>Gets how long each user of a closed loop waits between an answer and the next request.</summary>
    public TimeSpan ThinkTime { get; init; }

    /// <summary>Gets how the rate changes over a block; null where it does not.</summary>
    public RateShape? Shape { get; init; }

    /// <summary>Gets the numbers of users to measure one after the other.</summary>
    public IReadOnlyList<int> ConcurrencySweep { get; init; } = [];

    /// <summary>Gets the rates to measure one after the other.</summary>
    public IReadOnlyList<double> RateSweep { get; init; } = [];

    public LoadScenario? Scenario { get; init; }

    /// <summary>Gets the latency that a scenario's percentile must keep.</summary>
    public TimeSpan? TargetLatency { get; init; }

    /// <summary>Gets that percentile, 0..1; null for the scenario's own.</summary>
    public double? TargetPercentile { get; init; }

    /// <summary>Gets what to find the highest rate for.</summary>
    public LatencyObjective? MaxRateObjective { get; init; }

    /// <summary>Names what is wrong with single options.</summary>
    public IEnumerable<RunProblem> Problems() => Ranges().SelectMany(range => RunProblem.OfRange(RunOption.Of(range.Name), range.Value, range.Low, range.High));

    /// <summary>Names what does not go together.</summary>
    /// <param name="plan">The plan that this belongs to.</param>
    public IEnumerable<RunProblem> Conflicts(BenchmarkPlan plan)
    {
        var (scenario, rate, sweep, shape) = (RunOption.Of(nameof(RunRequest.Scenario)), RunOption.Of(nameof(RunRequest.Rate)), RunOption.Of(nameof(RunRequest.RateSweep)), RunOption.Of(nameof(RunRequest.RateShape)));
        var (arrivalFile, target) = (RunOption.Of(nameof(RunRequest.ArrivalFile)), RunOption.Of(nameof(RunRequest.TargetLatency)));
        RunOption[] modes = [.. Modes().Where(mode => mode.IsOn).Select(mode => RunOption.Of(mode.Name))];
        if (modes.Length > 1)
        {
            yield return new(modes[1], $"{modes[0]} and {modes[1]} exclude each other");
        }

        if (Scenario == LoadScenario.Server && plan.Rate is null)
        {
            yield return new(rate, $"{scenario} server needs {rate}, the queries a second");
        }

        if (Shape is not null && (plan.Rate is null || Scenario is not null || RateSweep.Count > 0))
        {
            yield return new(shape, $"{shape} needs {rate}, and neither {scenario} nor {sweep}");
        }

        if (plan.ArrivalFile is not null && (modes.Length > 0 || Shape is not null))
        {
            yield return new(arrivalFile, $"{arrivalFile} is a load of its own: leave out scenarios, sweeps, searches and shapes");
        }

        if (TargetLatency is not null && Scenario is null or LoadScenario.Offline)
        {
            yield return new(target, $"{target} belongs to {scenario} single-stream, multi-stream or server");
        }
    }

    private IEnumerable<(string Name, bool IsOn)> Modes()
    {
        yield return (nameof(RunRequest.Scenario), Scenario is not null);
        yield return (nameof(RunRequest.ConcurrencySweep), ConcurrencySweep.Count > 0);
        yield return (nameof(RunRequest.RateSweep), RateSweep.Count > 0);
        yield return (nameof(RunRequest.FindMaxRate), MaxRateObjective is not null);
    }

    private IEnumerable<(string Name, double Value, double Low, double High)> Ranges()
    {
        yield return (nameof(RunRequest.WarmupSeconds), WarmupLimit.TotalSeconds, 0, 3600);
        yield return (nameof(RunRequest.DrainSeconds), Drain?.TotalSeconds ?? 0, 0, 3600);
        yield return (nameof(RunRequest.ThinkTime), ThinkTime.TotalMilliseconds, 0, 3_600_000);
        yield return (nameof(RunRequest.TargetLatency), TargetLatency?.TotalMilliseconds ?? 1, 0.001, 3_600_000);
        yield return (nameof(RunRequest.TargetLatencyPercentile), 100 * TargetPercentile ?? 99, 1, 99.99);
        foreach (var concurrency in ConcurrencySweep)
        {
            yield return (nameof(RunRequest.ConcurrencySweep), concurrency, 1, 4096);
        }

        foreach (var rate in RateSweep)
        {
            yield return (nameof(RunRequest.RateSweep), rate, 0.01, 1_000_000);
        }
    }
}
