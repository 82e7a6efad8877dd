using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>Runs benchmarks one at a time: two at once would measure each other.</summary>
internal sealed class RunQueue(IOptions<BenchmarkOptions> options, ReportStore store, TimeProvider timeProvider, ILogger<RunQueue> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Run> _runs = new();
    private readonly Channel<Run> _waiting = Channel.CreateBounded<Run>(options.Value.QueueLength);

    public IEnumerable<Run> Runs => _runs.Values.OrderBy(run => run.Id, StringComparer.Ordinal);

    public bool TryAdd(BenchmarkPlan plan, [NotNullWhen(true)] out Run? run)
    {
        var now = timeProvider.GetUtcNow();
        run = new($"{now:yyyyMMdd-HHmmss-fff}-{Guid.NewGuid().ToString("N")[..4]}", now, plan);
        _runs[run.Id] = run;
        if (_waiting.Writer.TryWrite(run))
        {
            return true;
        }

        _runs.TryRemove(run.Id, out _);
        run.Dispose();
        run = null;
        return false;
    }

    public bool TryGet(string id, [NotNullWhen(true)] out Run? run) => _runs.TryGetValue(id, out run);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var run in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                if (run.TryStart())
                {
                    await MeasureAsync(run, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.QueueStopped();
        }
    }

    private async Task MeasureAsync(Run run, CancellationToken stoppingToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation, stoppingToken);
        try
        {
            logger.RunStarted(run.Id);
            var outcome = await new BenchmarkRunner(timeProvider).RunAsync(run.Plan, run, linked.Token);
            await ReportFiles.WriteAsync(outcome, store.FolderOf(run.Id), linked.Token);
            run.Complete(outcome.Verdict);
            logger.RunCompleted(run.Id, outcome.Elapsed.TotalSeconds);
        }
        catch (OperationCanceledException) when (linked.IsCancellationRequested)
        {
            run.MarkCancelled();
            logger.RunCancelled(run.Id);
        }
        catch (Exception exception)
        {
            run.Fail(exception.Message);
            logger.RunFailed(exception, run.Id);
        }
    }
}
