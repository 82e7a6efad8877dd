namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>A target's pods: by the counters of their nodes, and where those may not be read or are not there, by the cluster's metrics API.</summary>
internal sealed class PodSource(ClusterReader cluster, PodSelection pods) : IResourceSource
{
    private bool _isCounted;
    private bool _isRefused;
    private string? _uncounted;

    public string Name => _isCounted
        ? $"pods of {pods.Namespace}/{pods.Name}, by their nodes' counters"
        : $"pods of {pods.Namespace}/{pods.Name}, by the cluster's metrics API, which averages over a window of its own ({_uncounted})";

    public static (PodSource? Source, string? Problem) TryOpen(string kubeconfig, PodSelection pods)
    {
        var (reader, problem) = ClusterReader.TryOpen(kubeconfig);
        return (reader is null ? null : new(reader, pods), problem);
    }

    public async Task<ResourceReading> ReadAsync(CancellationToken cancellationToken)
    {
        if (!_isRefused)
        {
            var counted = await NodeSummaries.ReadAsync(cluster, pods, cancellationToken);
            if (counted.Value is { } reading)
            {
                _isCounted = true;
                return reading;
            }

            (_isRefused, _uncounted) = (counted.IsForGood, counted.Problem);
        }

        var averaged = await PodMetrics.ReadAsync(cluster, pods, cancellationToken);
        return averaged.Problem is null ? averaged : averaged with { Problem = $"{averaged.Problem}, and {_uncounted}" };
    }

    public void Dispose() => cluster.Dispose();
}
