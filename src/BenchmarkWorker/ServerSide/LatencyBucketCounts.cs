using ModelServing.BenchmarkWorker.Analysis;

namespace ModelServing.BenchmarkWorker.ServerSide;

/// <summary>A histogram of a server, as far as it is told: how many, how long together, and how many up to each bound. Milliseconds.</summary>
/// <param name="UpTo">How many requests took no longer than each bound; the last bound is infinite.</param>
internal sealed record LatencyBucketCounts(double Count, double Sum, IReadOnlyDictionary<double, double> UpTo)
{
    public static readonly LatencyBucketCounts None = new(0, 0, new Dictionary<double, double>());

    public double? Mean => Count > 0 ? Sum / Count : null;

    /// <summary>Puts series together, as of several replicas, versions or blocks.</summary>
    public LatencyBucketCounts Plus(LatencyBucketCounts other) => Combine(other, 1);

    /// <summary>What was counted since; negative where the server has begun to count anew.</summary>
    public LatencyBucketCounts Since(LatencyBucketCounts before) => Combine(before, -1);

    /// <summary>Between which bounds a share of the requests, 0..1, lies: a histogram knows no more.</summary>
    public Estimate? Bounds(double quantile)
    {
        var rank = Math.Max(1, Math.Ceiling(quantile * Count));
        var low = 0.0;
        foreach (var (bound, count) in UpTo.OrderBy(bucket => bucket.Key))
        {
            if (count >= rank)
            {
                return new(null, low, double.IsFinite(bound) ? bound : null);
            }

            low = bound;
        }

        return null;
    }

    private LatencyBucketCounts Combine(LatencyBucketCounts other, int sign) => new(
        Count + (sign * other.Count),
        Sum + (sign * other.Sum),
        UpTo.Keys.Union(other.UpTo.Keys).ToDictionary(bound => bound, bound => UpTo.GetValueOrDefault(bound) + (sign * other.UpTo.GetValueOrDefault(bound))));
}
