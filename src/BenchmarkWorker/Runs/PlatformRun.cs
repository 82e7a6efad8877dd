using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Resources;
using ModelServing.BenchmarkWorker.Scenarios;
using ModelServing.BenchmarkWorker.ServerSide;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Warmup;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>One platform during a run: its connections, its blocks so far, and whether it is worth going on.</summary>
internal sealed class PlatformRun : IDisposable
{
    private readonly BenchmarkPlan _plan;
    private readonly ClosedLoop _closed;
    private readonly TargetWatch _watch;
    private readonly ResourceMeter _meter;
    private readonly ServerMetrics _server;
    private readonly List<BlockResult> _blocks = [];
    private readonly List<ScenarioResult> _scenarios = [];
    private TimeSpan? _firstResponse;
    private WarmupReport? _warmup;

    public PlatformRun(PreparedTarget target, BenchmarkPlan plan, TimeProvider timeProvider)
    {
        (Target, _plan) = (target, plan);
        Timing = new(plan.Timeout, plan.Load.Drain ?? plan.Timeout, timeProvider);
        _closed = new(target, Connect(plan.ConcurrentRequests), plan.ConcurrentRequests, Timing) { ThinkTime = plan.Load.ThinkTime };
        Open = plan.IsOpenLoop ? new(target, Connect(plan.MaxInFlight), plan.MaxInFlight, Timing) : null;
        _watch = new(target, TimeSpan.FromSeconds(2), plan.Clients);
        _meter = new(target, plan.Resources, timeProvider);
        _server = new(target, timeProvider);
    }

    public PreparedTarget Target { get; }

    public LoadTiming Timing { get; }

    /// <summary>Gets what sends on schedule, in a run that does.</summary>
    public OpenLoop? Open { get; }

    /// <summary>Gets the answers a second during the warm-up of a closed loop: about what the target can do.</summary>
    public double? WarmupThroughput { get; private set; }

    /// <summary>Gets whether a whole block went by without one valid answer.</summary>
    public bool IsDead => _blocks.Count > 0 && _blocks[^1].Succeeded.Count == 0;

    public bool HasBlocks => _blocks.Count > 0;

    /// <summary>Takes the cold first response, then loads the target as it will be measured until its latency has settled.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        if (_plan.WarmupRequests == 0)
        {
            return;
        }

        var cold = await _closed.RunAsync(-1, new(1), null, cancellationToken);
        _firstResponse = cold.FirstResponse;
        var monitor = new WarmupMonitor(_plan.WarmupRequests - 1, _plan.Load.WarmupLimit, Timing.Time) { Shortest = _plan.Load.WarmupShortest };
        var warm = _plan.WarmupRequests > 1 || _plan.Load.WarmupLimit > TimeSpan.Zero ? await WarmUpAsync(monitor, cancellationToken) : cold;
        BlockResult[] blocks = ReferenceEquals(warm, cold) ? [cold] : [cold, warm];
        WarmupThroughput = warm.Throughput;
        _firstResponse ??= warm.FirstResponse;
        _warmup = new(
            blocks.Sum(block => block.Issued),
            PlatformAnalysis.FailuresOf(blocks),
            blocks.Sum(block => block.Total.TotalSeconds),
            monitor.Settling.IsSettled,
            monitor.Settling.After,
            monitor.Note);
    }

    public Task<BlockResult> MeasureAsync(Block block, Action<BlockCounters> observe, CancellationToken cancellationToken) => MeasureAsync(
        watch => _plan.Load.Scenario is { } scenario ? RunScenarioAsync(scenario, block.Round, watch, cancellationToken)
            : Open is not null && block.Schedule is { } schedule ? Open.RunAsync(block.Round, schedule, watch, cancellationToken)
            : _closed.RunAsync(block.Round, block.Duration is { } duration ? new(0, duration) : new(block.Requests), watch, cancellationToken),
        observe,
        cancellationToken);

    /// <summary>Runs a block, and keeps it with what it cost.</summary>
    public async Task<BlockResult> MeasureAsync(Func<Action<BlockCounters>, Task<BlockResult>> load, Action<BlockCounters> observe, CancellationToken cancellationToken)
    {
        var change = await _watch.LookAsync(CancellationToken.None); // bounded by time: a run that is stopped keeps its blocks
        await _server.StartBlockAsync(CancellationToken.None);
        await using var sampling = await _meter.StartBlockAsync(CancellationToken.None);
        using var watch = new BlockWatch(Timing.Time, _plan.ConcurrentRequests);
        var before = Environment.CpuUsage.TotalTime;
        var result = await load(counters =>
        {
            watch.Observe(counters);
            observe(counters);
        });
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // off the thread that read the last answer, which others may need
        result = result with { GeneratorTime = Environment.CpuUsage.TotalTime - before, Conditions = watch.Finish() with { TargetChange = change } };
        await sampling.FinishAsync(result.Total > result.Elapsed ? result.Total : result.Elapsed, result.Issued);
        result = result with { Server = await _server.FinishBlockAsync(result.Succeeded.Count, CancellationToken.None) };
        if (!cancellationToken.IsCancellationRequested || result.Succeeded.Count > 0)
        {
            _blocks.Add(cancellationToken.IsCancellationRequested ? PartialResult.WithoutWithdrawn(result) : result);
        }

        return result;
    }

    /// <param name="counts">Whether a block belongs to the result.</param>
    public PlatformResult Summarize(Func<BlockResult, bool>? counts = null)
    {
        BlockResult[] blocks = [.. _blocks.Where(block => counts?.Invoke(block) ?? true)];
        var result = PlatformAnalysis.Summarize(Target, _plan, blocks, _firstResponse ?? blocks.FirstOrDefault()?.FirstResponse, _meter.Read());
        return result with
        {
            Warmup = _warmup,
            Scenarios = _scenarios,
            Validity = new([.. result.Validity.Reasons, .. ScenarioReasons()], [.. result.Validity.Reservations, .. WarmupReservations()]),
        };
    }

    public void Dispose()
    {
        _closed.Dispose();
        Open?.Dispose();
        _watch.Dispose();
        _meter.Dispose();
        _server.Dispose();
    }

    private IPredictClient Connect(int concurrency) => PredictClients.Create(Target, concurrency, _plan.Timeout);

    private async Task<BlockResult> WarmUpAsync(WarmupMonitor monitor, CancellationToken cancellationToken)
    {
        var (least, longest) = (_plan.WarmupRequests - 1, _plan.Load.WarmupLimit);
        if (Open is not null && _plan.Rate is { } rate)
        {
            var count = (int)Math.Clamp(Math.Max(least, rate * longest.TotalSeconds), 1, Math.Max(least, WarmupMonitor.Most));
            return await Open.RunAsync(-1, ArrivalSchedule.Create(_plan.Arrivals, rate, count, null, _plan.Seed - 1), monitor.Attach, cancellationToken);
        }

        return await _closed.RunAsync(-1, new(least, longest, NeedsBoth: true), monitor.Attach, cancellationToken);
    }

    private async Task<BlockResult> RunScenarioAsync(LoadScenario scenario, int round, Action<BlockCounters> observe, CancellationToken cancellationToken)
    {
        var load = _plan.Load;
        var run = new ScenarioRun(ScenarioRules.For(scenario, _plan.Profile, load.TargetLatency, load.TargetPercentile), Target, Connect, Timing)
        {
            Rate = _plan.Rate ?? WarmupThroughput ?? 1,
            MaxInFlight = _plan.MaxInFlight,
            Concurrency = _plan.ConcurrentRequests,
            Seed = _plan.Seed,
        };
        var (block, result) = await run.RunAsync(round, observe, cancellationToken);
        _scenarios.Add(result);
        return block;
    }

    private IEnumerable<string> ScenarioReasons() => _scenarios.Count > 1
        ? _scenarios.SelectMany((scenario, run) => scenario.Reasons.Select(reason => $"run {run + 1}: {reason}"))
        : _scenarios.SelectMany(scenario => scenario.Reasons);

    private IEnumerable<string> WarmupReservations()
    {
        if (_warmup is { IsStationary: false } unsettled && _plan.Load.WarmupLimit > TimeSpan.Zero)
        {
            yield return $"{unsettled.Note} when the warm-up ended";
        }

        if (_warmup?.Failures.Values.Sum() is > 0 and var failed)
        {
            yield return $"{failed} of {_warmup.Requests} warm-up requests failed";
        }
    }
}
