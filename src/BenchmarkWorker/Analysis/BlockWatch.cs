using System.Diagnostics;
using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Looks at the generator and at the block's counters while a block runs.</summary>
internal sealed class BlockWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _clock;
    private readonly int _concurrency;
    private readonly TimeSpan _pauseBefore = GC.GetTotalPauseDuration();
    private readonly int _collectionsBefore = GC.CollectionCount(0);
    private readonly (long Monotonic, DateTimeOffset TimeOfDay) _start;
    private readonly StretchRecord _stretches = new();
    private readonly ITimer _timer;
    private BlockCounters? _counters;

    public BlockWatch(TimeProvider clock, int concurrency)
    {
        (_clock, _concurrency) = (clock, concurrency);
        _start = ReadBoth();
        _timer = clock.CreateTimer(_ => Sample(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins to look at a block. An open loop keeps the means of its stretches itself.</summary>
    public void Observe(BlockCounters counters)
    {
        Volatile.Write(ref _counters, counters);
        if (counters.Open is null)
        {
            _timer.Change(Period, Period);
        }
    }

    public BlockConditions Finish()
    {
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var end = ReadBoth();
        return new()
        {
            GarbagePause = GC.GetTotalPauseDuration() - _pauseBefore,
            Collections = GC.CollectionCount(0) - _collectionsBefore,
            Monotonic = Stopwatch.GetElapsedTime(_start.Monotonic, end.Monotonic),
            TimeOfDay = end.TimeOfDay - _start.TimeOfDay,
            MeanByStretch = _stretches.Means(_concurrency),
        };
    }

    public void Dispose() => _timer.Dispose();

    private void Sample()
    {
        if (Volatile.Read(ref _counters) is { } counters)
        {
            _stretches.Add(Stopwatch.GetTimestamp(), counters.Completed);
        }
    }

    /// <summary>Reads both clocks at one time: of several tries, the one that was interrupted least.</summary>
    private (long Monotonic, DateTimeOffset TimeOfDay) ReadBoth()
    {
        var best = (Monotonic: 0L, TimeOfDay: default(DateTimeOffset));
        var shortest = long.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var before = Stopwatch.GetTimestamp();
            var now = _clock.GetUtcNow();
            var after = Stopwatch.GetTimestamp();
            if (after - before < shortest)
            {
                (shortest, best) = (after - before, (before + ((after - before) / 2), now));
            }
        }

        return best;
    }
}
