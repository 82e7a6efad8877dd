using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>Finds where a target can be looked at. The closest to the model comes first: pods before the process behind the endpoint, which may be a gateway.</summary>
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
            var (source, why) = PodMetricsSource.TryOpen(kubeconfig, pods);
            Add(source, why);
        }

        if (pods is null || options.Kubeconfig is null)
        {
            var (source, why) = ProcessTreeSource.Behind(target.PredictUrl);
            Add(source, why);
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
