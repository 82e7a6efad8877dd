using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Resources;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>One platform during a run: its connections, its blocks so far, and whether it is worth going on.</summary>
internal sealed class PlatformRun(PreparedTarget target, BenchmarkPlan plan) : IDisposable
{
    private readonly ClosedLoop _loop = new(target, plan.ConcurrentRequests, plan.Timeout);
    private readonly OpenLoop? _openLoop = plan.IsOpenLoop ? new(target, plan.MaxInFlight, plan.Timeout) : null;
    private readonly TargetWatch _watch = new(target, TimeSpan.FromSeconds(2), plan.Clients);
    private readonly ResourceMeter _meter = new(target, plan.Resources, TimeProvider.System);
    private readonly List<BlockResult> _blocks = [];
    private TimeSpan? _firstResponse;

    public PreparedTarget Target => target;

    /// <summary>Gets whether a whole block went by without one valid answer.</summary>
    public bool IsDead => _blocks.Count > 0 && _blocks[^1].Succeeded.Count == 0;

    public bool HasBlocks => _blocks.Count > 0;

    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        if (plan.WarmupRequests > 0)
        {
            _firstResponse = (await _loop.RunAsync(-1, plan.WarmupRequests, null, null, cancellationToken)).FirstResponse;
        }

        if (_openLoop is not null)
        {
            // The first of everything takes long, and would be late.
            var schedule = ArrivalSchedule.Create(ArrivalPattern.Constant, Math.Min(plan.Rate ?? 100, 1000), plan.WarmupRequests, null, plan.Seed);
            await _openLoop.RunAsync(-1, schedule, null, cancellationToken);
        }
    }

    public async Task MeasureAsync(Block block, Action<BlockCounters> observe, CancellationToken cancellationToken)
    {
        var change = await _watch.LookAsync(CancellationToken.None); // bounded by time: a run that is stopped keeps its blocks
        await using var sampling = await _meter.StartBlockAsync(CancellationToken.None);
        using var watch = new BlockWatch(TimeProvider.System, plan.ConcurrentRequests);
        var before = Environment.CpuUsage.TotalTime;
        var result = _openLoop is not null && block.Schedule is { } schedule
            ? await _openLoop.RunAsync(block.Round, schedule, Observe, cancellationToken)
            : await _loop.RunAsync(block.Round, block.Requests, block.Duration, Observe, cancellationToken);
        result = result with { GeneratorTime = Environment.CpuUsage.TotalTime - before, Conditions = watch.Finish() with { TargetChange = change } };
        await sampling.FinishAsync(result.Elapsed, result.Issued);
        if (!cancellationToken.IsCancellationRequested || result.Succeeded.Count > 0)
        {
            _blocks.Add(cancellationToken.IsCancellationRequested ? PartialResult.WithoutWithdrawn(result) : result);
        }

        void Observe(BlockCounters counters)
        {
            watch.Observe(counters);
            observe(counters);
        }
    }

    public PlatformResult Summarize() => PlatformAnalysis.Summarize(target, plan, _blocks, _firstResponse, _meter.Read());

    public void Dispose()
    {
        _loop.Dispose();
        _openLoop?.Dispose();
        _watch.Dispose();
        _meter.Dispose();
    }
}
