namespace ModelServing.BenchmarkWorker.Load;

/// <summary>How many latencies fell into one of <see cref="LatencyBuckets"/>. A row of a timeline has a hundred or two of them, of the thousands there are.</summary>
internal readonly record struct BucketCount(ushort Bucket, int Count)
{
    /// <summary>Adds two lists that are in the order of their buckets.</summary>
    public static BucketCount[] Merge(BucketCount[] left, BucketCount[] right)
    {
        List<BucketCount> merged = new(left.Length + right.Length);
        var (i, j) = (0, 0);
        while (i < left.Length && j < right.Length)
        {
            var order = left[i].Bucket.CompareTo(right[j].Bucket);
            merged.Add(order < 0 ? left[i++] : order > 0 ? right[j++] : left[i] with { Count = left[i++].Count + right[j++].Count });
        }

        return [.. merged, .. left.AsSpan(i), .. right.AsSpan(j)];
    }
}
