using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Scenarios;

/// <summary>Loads a target as a scenario says.</summary>
/// <param name="rules">The scenario.</param>
/// <param name="target">Whom to call.</param>
/// <param name="connect">Makes a client for a number of requests in flight.</param>
/// <param name="timing">The clock, and how long to wait.</param>
internal sealed class ScenarioRun(ScenarioRules rules, PreparedTarget target, Func<int, IPredictClient> connect, LoadTiming timing)
{
    private readonly OverLimit _over = new(rules.TargetLatency, timing.Time);

    /// <summary>Gets the rate that Server offers and that Offline expects.</summary>
    public double Rate { get; init; } = 1;

    public int MaxInFlight { get; init; } = 1024;

    /// <summary>Gets how many of Offline's samples are in flight at once.</summary>
    public int Concurrency { get; init; } = 1;

    public int Seed { get; init; }

    private LoadLimit UntilEnough => new(rules.MinimumQueries, rules.MinimumDuration, NeedsBoth: true, rules.MaximumDuration);

    public async Task<(BlockResult Block, ScenarioResult Result)> RunAsync(int round, Action<BlockCounters>? observe, CancellationToken cancellationToken)
    {
        var (block, observation) = rules.Scenario switch
        {
            LoadScenario.SingleStream => await SingleStreamAsync(round, observe, cancellationToken),
            LoadScenario.MultiStream => await MultiStreamAsync(round, observe, cancellationToken),
            LoadScenario.Server => await ServerAsync(round, observe, cancellationToken),
            _ => await OfflineAsync(round, observe, cancellationToken),
        };
        return (block, ScenarioJudge.Judge(rules, observation));
    }

    private async Task<(BlockResult Block, ScenarioObservation Observation)> SingleStreamAsync(int round, Action<BlockCounters>? observe, CancellationToken cancellationToken)
    {
        using var loop = new ClosedLoop(target, connect(1), 1, timing);
        var block = await loop.RunAsync(round, UntilEnough, Watch(observe), cancellationToken);
        return (block, Observe(block, block.Elapsed));
    }

    private async Task<(BlockResult Block, ScenarioObservation Observation)> MultiStreamAsync(int round, Action<BlockCounters>? observe, CancellationToken cancellationToken)
    {
        using var client = connect(rules.SamplesPerQuery);
        var loop = new MultiStreamLoop(target, client, rules.SamplesPerQuery, timing);
        var block = await loop.RunAsync(round, UntilEnough, rules.TargetLatency, observe, cancellationToken);
        return (block, Observe(block, block.Elapsed) with
        {
            Queries = loop.Queries,
            Failed = loop.FailedQueries,
            OverTarget = loop.OverTarget,
            Latencies = loop.Latencies(),
        });
    }

    private async Task<(BlockResult Block, ScenarioObservation Observation)> ServerAsync(int round, Action<BlockCounters>? observe, CancellationToken cancellationToken)
    {
        var schedule = ArrivalSchedule.AtLeast(ArrivalPattern.Poisson, Rate, rules.MinimumQueries, rules.MinimumDuration, Seed + round);
        using var loop = new OpenLoop(target, connect(MaxInFlight), MaxInFlight, timing);
        var block = await loop.RunAsync(round, schedule, Watch(observe), cancellationToken);
        return (block, Observe(block, block.GaveUp ? block.Total : schedule.Duration));
    }

    private async Task<(BlockResult Block, ScenarioObservation Observation)> OfflineAsync(int round, Action<BlockCounters>? observe, CancellationToken cancellationToken)
    {
        var samples = Math.Max(rules.MinimumSamples, (long)Math.Ceiling(1.1 * rules.MinimumDuration.TotalSeconds * Rate));
        using var loop = new ClosedLoop(target, connect(Concurrency), Concurrency, timing);
        var block = await loop.RunAsync(round, new(samples), Watch(observe), cancellationToken);
        return (block, Observe(block, block.Total) with { Queries = 1 });
    }

    private Action<BlockCounters> Watch(Action<BlockCounters>? observe) => counters =>
    {
        _over.Attach(counters);
        observe?.Invoke(counters);
    };

    private ScenarioObservation Observe(BlockResult block, TimeSpan duration) => new()
    {
        Queries = block.Issued,
        Samples = block.Issued,
        Failed = block.Issued - block.Succeeded.Count,
        NotSent = block.NotSent,
        OverTarget = _over.Count,
        Latencies = block.Succeeded,
        Duration = duration,
        LastCompletion = block.Total,
        GaveUp = block.GaveUp,
    };
}
