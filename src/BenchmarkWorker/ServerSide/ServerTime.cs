using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.ServerSide;

/// <summary>How much of the latency the platform itself accounts for, by its own metrics over the measured blocks. Milliseconds.</summary>
internal sealed record ServerTime
{
    private static readonly (string Name, double Quantile)[] Quantiles = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)];

    /// <summary>Gets the histogram that the figures come from; null where none says anything.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the requests that the platform counted.</summary>
    public long? Requests { get; init; }

    /// <summary>Gets those of them that this run did not send: somebody else uses the platform, too, and the figures are of all.</summary>
    public long? Others { get; init; }

    public double? Mean { get; init; }

    /// <summary>Gets the part of the mean that running the model takes; null where the platform does not tell it apart.</summary>
    public double? ModelMean { get; init; }

    /// <summary>Gets the mean that the client saw, from the actual send.</summary>
    public double? ClientMean { get; init; }

    /// <summary>Gets what is left of the client's mean: network, connections, gateways before the one that counts, the client.</summary>
    public double? Outside => ClientMean - Mean is { } outside ? Math.Max(0, outside) : null;

    /// <summary>Gets the bounds between which percentiles lie: as wide as the platform's buckets.</summary>
    public IReadOnlyDictionary<string, Estimate> Percentiles { get; init; } = new Dictionary<string, Estimate>();

    /// <summary>Gets why there are no figures.</summary>
    public string? Problem { get; init; }

    public static ServerTime Unknown(string problem) => new() { Problem = problem };

    public static ServerTime Of(IReadOnlyList<BlockResult> blocks)
    {
        ServerBlock[] told = [.. blocks.Select(block => block.Server).OfType<ServerBlock>()];
        if (told.FirstOrDefault(block => block.Source is not null)?.Source is not { } source)
        {
            return Unknown(told.FirstOrDefault()?.Problem ?? "nobody looked");
        }

        var counted = told.Where(block => block.Source == source).ToArray();
        var requests = counted.Aggregate(LatencyBucketCounts.None, (sum, block) => sum.Plus(block.Requests));
        var model = counted.Aggregate(LatencyBucketCounts.None, (sum, block) => sum.Plus(block.Model));
        var client = LatencyTotals.Of(blocks.Where(block => block.Server?.Source == source).Select(block => block.Open?.Service ?? block.Succeeded));
        return new()
        {
            Source = source,
            Requests = (long)requests.Count,
            Others = (long)requests.Count - blocks.Where(block => block.Server?.Source == source).Sum(block => block.Issued) is > 0 and var others ? others : null,
            Mean = requests.Mean,
            ModelMean = model.Mean,
            ClientMean = client.MeanMilliseconds,
            Percentiles = Quantiles.Select(quantile => (quantile.Name, Bounds: requests.Bounds(quantile.Quantile))).Where(entry => entry.Bounds is not null)
                .ToDictionary(entry => entry.Name, entry => entry.Bounds ?? new(null, null, null)),
        };
    }
}
