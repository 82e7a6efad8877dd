using System.Diagnostics;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>What some workers see of one row of a timeline. The timeline, which all workers share, is told when the row is over.</summary>
internal sealed class TimelineRecorder(Timeline timeline)
{
    private static readonly double TicksToUnits = 10_000_000.0 / Stopwatch.Frequency;

    private readonly Lock _lock = new();
    private int[] _counts = [];
    private (int First, int Last) _used = (int.MaxValue, -1);
    private long _highest;
    private long _failed;
    private long _from;
    private long _until = long.MinValue;

    public void Succeed(long timestamp, long elapsedTicks)
    {
        lock (_lock)
        {
            Turn_NeedsLock(timestamp);
            var units = (long)(elapsedTicks * TicksToUnits);
            var bucket = LatencyBuckets.IndexOf(units);
            _counts = _counts.Length == 0 ? new int[LatencyBuckets.Count] : _counts;
            _counts[bucket]++;
            _used = (Math.Min(_used.First, bucket), Math.Max(_used.Last, bucket));
            _highest = Math.Max(_highest, units);
        }
    }

    public void Fail(long timestamp)
    {
        lock (_lock)
        {
            Turn_NeedsLock(timestamp);
            _failed++;
        }
    }

    /// <summary>Tells the timeline what there is of a row that is not over.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            Flush_NeedsLock();
        }
    }

    /// <summary>Begins the row of a moment. An answer that another has overtaken by some microseconds counts to the row that has begun.</summary>
    private void Turn_NeedsLock(long timestamp)
    {
        if (timestamp >= _until)
        {
            Flush_NeedsLock();
            (_from, _until) = timeline.Around(timestamp);
        }
    }

    private void Flush_NeedsLock()
    {
        if (_used.Last < 0 && _failed == 0)
        {
            return;
        }

        List<BucketCount> counts = [];
        for (var bucket = _used.First; bucket <= _used.Last; bucket++)
        {
            if (_counts[bucket] > 0)
            {
                counts.Add(new((ushort)bucket, _counts[bucket]));
            }
        }

        timeline.Add(_from, [.. counts], _highest, _failed);
        Array.Clear(_counts, 0, Math.Min(_counts.Length, _used.Last + 1));
        (_used, _highest, _failed) = ((int.MaxValue, -1), 0, 0);
    }
}
