using System.Diagnostics;
using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Reports a block's rate and percentiles while it runs, and once more when it is done.</summary>
internal sealed class BlockReporter : IAsyncDisposable
{
    private readonly IProgress<RunProgress> _progress;
    private readonly (string Platform, int Block, int Blocks, int Expected) _place;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();

    /// <summary>One for all reports of the block: a new one twice a second would be the most garbage of a run.</summary>
    private readonly LatencyTotals _totals = new();
    private BlockCounters? _counters;
    private long _start;
    private BlockResult? _result;

    public BlockReporter(TimeProvider timeProvider, TimeSpan period, IProgress<RunProgress> progress, string platform, int block, int blocks, int expected)
    {
        _progress = progress;
        _place = (platform, block, blocks, expected);
        _timer = timeProvider.CreateTimer(_ => Report(isLast: false), null, period, period);
    }

    public void Observe(BlockCounters counters)
    {
        _start = Stopwatch.GetTimestamp();
        Volatile.Write(ref _counters, counters);
    }

    /// <summary>Takes the block's own figures for the last report.</summary>
    public void Finish(BlockResult result) => _result = result;

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        Report(isLast: true);
    }

    private void Report(bool isLast)
    {
        if (Volatile.Read(ref _counters) is not { } counters)
        {
            return;
        }

        var (median, high) = Percentiles(counters);
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        _progress.Report(new(RunProgress.Measuring, _place.Platform)
        {
            Block = _place.Block,
            Blocks = _place.Blocks,
            Completed = counters.Completed,
            Expected = _place.Expected,
            Rate = _result?.Throughput ?? (seconds > 0 ? counters.Completed / seconds : null),
            P50 = median,
            P99 = high,
            IsLast = isLast,
        });
    }

    private (double? Median, double? High) Percentiles(BlockCounters counters)
    {
        lock (_lock)
        {
            _totals.Clear();
            counters.AddSucceededTo(_totals);
            return (_totals.Percentile(0.5), _totals.Percentile(0.99));
        }
    }
}
