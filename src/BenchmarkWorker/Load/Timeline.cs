using System.Diagnostics;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>What came back in each second of a block. A second without an answer is a row of its own: that is how a stall looks.</summary>
internal sealed class Timeline
{
    /// <summary>A block this many seconds long has a row for each; a longer one has longer rows, so that a day takes no more memory than two minutes.</summary>
    public const int MostSlices = 120;

    private const double ShortestShare = 0.25;

    private readonly Lock _lock = new();
    private readonly List<TimelineSlice> _slices = [];
    private readonly TimelineRecorder[] _succeeded;
    private readonly TimelineRecorder _failed;
    private readonly long _start;
    private long _period = Stopwatch.Frequency;

    /// <param name="start">When the block began.</param>
    /// <param name="lanes">How many workers can record without waiting for each other.</param>
    public Timeline(long start, int lanes)
    {
        _start = start;
        _succeeded = [.. Enumerable.Range(0, lanes).Select(_ => new TimelineRecorder(this))];
        _failed = new(this);
    }

    /// <summary>Gets the rows so far.</summary>
    public int Slices
    {
        get
        {
            lock (_lock)
            {
                return _slices.Count;
            }
        }
    }

    public void Succeed(int worker, long timestamp, long elapsedTicks) => _succeeded[worker % _succeeded.Length].Succeed(timestamp, elapsedTicks);

    public void Fail(long timestamp) => _failed.Fail(timestamp);

    /// <summary>The time that the row of a moment covers, from and until. Rows that grow later hold it whole.</summary>
    public (long From, long Until) Around(long timestamp)
    {
        lock (_lock)
        {
            var from = _start + (Index_NeedsLock(timestamp) * _period);
            return (from, from + _period);
        }
    }

    /// <summary>Adds what one recorder saw in a row.</summary>
    public void Add(long from, BucketCount[] counts, long highest, long failed)
    {
        lock (_lock)
        {
            var index = Index_NeedsLock(from);
            while (_slices.Count <= index)
            {
                _slices.Add(new(0, 0));
            }

            _slices[index].Add(counts, highest, failed);
        }
    }

    /// <summary>The rows of a block that took this long, the last as long as is left of it.</summary>
    public IReadOnlyList<TimelineSlice> Read(TimeSpan elapsed)
    {
        Array.ForEach([.. _succeeded, _failed], recorder => recorder.Flush());
        lock (_lock)
        {
            var period = _period / (double)Stopwatch.Frequency;
            var whole = (int)Math.Min(MostSlices, Math.Floor(elapsed.TotalSeconds / period));
            var rest = elapsed.TotalSeconds - whole * period;
            var count = Math.Max(1, rest >= ShortestShare * period ? whole + 1 : whole);
            List<TimelineSlice> rows = [.. Enumerable.Range(0, count).Select(i => new TimelineSlice(i * period, i == count - 1 ? elapsed.TotalSeconds - i * period : period))];
            for (var i = 0; i < _slices.Count; i++)
            {
                rows[Math.Min(i, count - 1)].Add(_slices[i]);
            }

            return rows;
        }
    }

    private int Index_NeedsLock(long timestamp)
    {
        while (timestamp - _start >= MostSlices * _period)
        {
            Coarsen_NeedsLock();
        }

        return (int)Math.Max(0, (timestamp - _start) / _period);
    }

    private void Coarsen_NeedsLock()
    {
        _period *= 2;
        for (var i = 0; i < _slices.Count; i += 2)
        {
            var first = _slices[i];
            if (i + 1 < _slices.Count)
            {
                first.Add(_slices[i + 1]);
            }

            _slices[i / 2] = first;
        }

        _slices.RemoveRange((_slices.Count + 1) / 2, _slices.Count / 2);
    }
}
