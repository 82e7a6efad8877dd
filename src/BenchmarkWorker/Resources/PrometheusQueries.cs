namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>What to ask Prometheus of a target: for each figure the queries to try, the first that has an answer is kept.</summary>
/// <param name="CpuSeconds">CPU seconds used so far.</param>
/// <param name="Memory">Bytes in use.</param>
/// <param name="Gpu">GPU utilization in percent.</param>
/// <param name="GpuMemory">GPU memory in use, in MiB, as DCGM tells it.</param>
internal sealed record PrometheusQueries(string[] CpuSeconds, string[] Memory, string[] Gpu, string[] GpuMemory)
{
    public static PrometheusQueries For(Uri url, PodSelection? pods, ResourceOptions options)
    {
        const string pod = """namespace="{namespace}",pod=~"{name}-.*",container!="" """;
        const string gpuPod = """exported_namespace="{namespace}",exported_pod=~"{name}-.*" """;
        const string instance = """instance="{host}:{port}" """;
        return new(
            Fill(options.CpuQuery, [$$"""sum(container_cpu_usage_seconds_total{{{pod.Trim()}}})"""], [$$"""sum(process_cpu_seconds_total{{{instance.Trim()}}})"""]),
            Fill(options.MemoryQuery, [$$"""sum(container_memory_working_set_bytes{{{pod.Trim()}}})"""], [$$"""sum(process_resident_memory_bytes{{{instance.Trim()}}})"""]),
            Fill(options.GpuQuery, [$$"""avg(DCGM_FI_DEV_GPU_UTIL{{{gpuPod.Trim()}}})"""], ["avg(DCGM_FI_DEV_GPU_UTIL)"]),
            Fill(null, [$$"""sum(DCGM_FI_DEV_FB_USED{{{gpuPod.Trim()}}})"""], ["sum(DCGM_FI_DEV_FB_USED)"]));

        string[] Fill(string? own, string[] ofPods, string[] ofInstance)
        {
            var templates = own is not null ? [own] : pods is not null ? ofPods.Concat(ofInstance) : ofInstance;
            return [.. templates.Select(template => template
                .Replace("{namespace}", pods?.Namespace ?? "", StringComparison.Ordinal)
                .Replace("{name}", pods?.Name ?? "", StringComparison.Ordinal)
                .Replace("{host}", url.Host, StringComparison.Ordinal)
                .Replace("{port}", FormattableString.Invariant($"{url.Port}"), StringComparison.Ordinal))];
        }
    }
}
