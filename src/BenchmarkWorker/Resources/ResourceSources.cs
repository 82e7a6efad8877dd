using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>Finds where a target can be looked at. The process behind an endpoint that leads to pods is a gateway's, which says nothing of them.</summary>
internal static class ResourceSources
{
    public static (IResourceSource[] Sources, IReadOnlyDictionary<string, string> Absent) For(PreparedTarget target, ResourceOptions options)
    {
        List<IResourceSource> sources = [];
        Dictionary<string, string> absent = [];
        var pods = PodSelection.Of(target);
        if (options.PrometheusUrl is { } prometheus)
        {
            sources.Add(new PrometheusSource(new(prometheus), PrometheusQueries.For(target.PredictUrl, pods, options)));
        }

        if (pods is not null && options.Kubeconfig is { } kubeconfig)
        {
            var (source, why) = PodSource.TryOpen(kubeconfig, pods);
            Add(source, why);
        }

        if (pods is null)
        {
            var (source, why) = ProcessTreeSource.Behind(target.PredictUrl);
            Add(source, why);
        }
        else if (options.Kubeconfig is null)
        {
            Add(null, "the process behind the endpoint is a gateway's, and no --kubeconfig names the cluster whose pods answer");
        }

        var gpu = target.PredictUrl.IsLoopback ? GpuSource.TryStart(Environment.GetEnvironmentVariable("PATH")) : null;
        if (gpu is not null)
        {
            sources.Add(gpu);
        }
        else if (options.PrometheusUrl is null)
        {
            absent["gpu"] = target.PredictUrl.IsLoopback ? "nvidia-smi is not on the PATH, and no --prometheus is given" : "the endpoint is on another machine, and no --prometheus is given";
        }

        return ([.. sources], absent);

        void Add(IResourceSource? source, string? why)
        {
            if (source is not null)
            {
                sources.Add(source);
            }
            else if (why is not null && sources.Count == 0)
            {
                (absent["cpu"], absent["memory"]) = (why, why);
            }
        }
    }
}
