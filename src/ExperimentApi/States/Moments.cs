using ModelServing.Statistics.Means;

namespace ModelServing.ExperimentApi.States;

/// <summary>Count, mean and sum of squared deviations of a stream of values (Welford: exact at any offset, and mergeable).</summary>
internal sealed record Moments(long Count, double Mean, double SquaredDeviations)
{
    public static Moments None { get; } = new(0, 0, 0);

    public Moments Add(double value)
    {
        var count = Count + 1;
        var delta = value - Mean;
        var mean = Mean + (delta / count);
        return new(count, mean, SquaredDeviations + (delta * (value - mean)));
    }

    /// <summary>What adding <paramref name="count"/> zeros and ones gives.</summary>
    public static Moments OfShare(long ones, long count)
    {
        var share = count == 0 ? 0 : ones / (double)count;
        return new(count, share, count * share * (1 - share));
    }

    public Moments Merge(Moments other)
    {
        if (Count == 0 || other.Count == 0)
        {
            return Count == 0 ? other : this;
        }

        var count = Count + other.Count;
        var delta = other.Mean - Mean;
        return new(
            count,
            Mean + (delta * other.Count / count),
            SquaredDeviations + other.SquaredDeviations + (delta * delta * Count * other.Count / count));
    }

    public SampleSummary ToSummary() =>
        new(Count == 0 ? double.NaN : Mean, Count < 2 ? double.NaN : SquaredDeviations / (Count - 1), Count);
}
