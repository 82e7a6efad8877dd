using System.Diagnostics;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>How a block's count of answers grew, which tells how long an answer took in each stretch of it: with so many users, so many answers a second.</summary>
internal sealed class StretchRecord
{
    public const int Stretches = 50;

    /// <summary>Fewer answers than this in a stretch, and chance moves its mean by more than any trend.</summary>
    private const int FewestAnswers = 10;

    /// <summary>When there are this many, every second one goes, and from then on every second one is not taken: forty to a stretch are left.</summary>
    private const int MostSamples = 80 * Stretches;

    private readonly Lock _lock = new();
    private readonly List<(long Time, long Completed)> _samples = [];
    private long _seen;
    private long _every = 1;

    /// <summary>Gets how many samples are kept.</summary>
    public int Samples => _samples.Count;

    public void Add(long timestamp, long completed)
    {
        lock (_lock)
        {
            if (_seen++ % _every != 0)
            {
                return;
            }

            _samples.Add((timestamp, completed));
            if (_samples.Count == MostSamples)
            {
                Thin_NeedsLock();
            }
        }
    }

    /// <summary>The mean time of an answer in each stretch, in milliseconds; empty where the samples are fewer than the stretches.</summary>
    public IReadOnlyList<double?> Means(int concurrency)
    {
        lock (_lock)
        {
            if (_samples.Count <= Stretches || _samples[^1].Completed - _samples[0].Completed < FewestAnswers * Stretches)
            {
                return [];
            }

            var (start, length) = (_samples[0].Time, (_samples[^1].Time - _samples[0].Time) / (double)Stretches);
            double[] counts = [.. Enumerable.Range(0, Stretches + 1).Select(edge => CompletedAt_NeedsLock(start + (edge * length)))];
            return [.. Enumerable.Range(0, Stretches).Select(stretch => counts[stretch + 1] > counts[stretch]
                ? (double?)(concurrency * length / Stopwatch.Frequency * 1000 / (counts[stretch + 1] - counts[stretch]))
                : null)];
        }
    }

    private void Thin_NeedsLock()
    {
        for (var i = 0; i < MostSamples / 2; i++)
        {
            _samples[i] = _samples[2 * i];
        }

        _samples.RemoveRange(MostSamples / 2, MostSamples / 2);
        _every *= 2;
    }

    private double CompletedAt_NeedsLock(double time)
    {
        var after = Math.Clamp(_samples.FindIndex(sample => sample.Time >= time), 1, _samples.Count - 1);
        var (left, right) = (_samples[after - 1], _samples[after]);
        var share = right.Time > left.Time ? Math.Clamp((time - left.Time) / (right.Time - left.Time), 0, 1) : 1;
        return left.Completed + (share * (right.Completed - left.Completed));
    }
}
