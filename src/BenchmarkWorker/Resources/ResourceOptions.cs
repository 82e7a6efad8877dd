using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>Where to look for what targets use, beyond this machine's processes.</summary>
internal sealed record ResourceOptions
{
    /// <summary>Gets the address of a Prometheus that scrapes the targets.</summary>
    public string? PrometheusUrl { get; init; }

    /// <summary>Gets the query of CPU seconds used so far; the placeholders are <c>{namespace}</c>, <c>{name}</c>, <c>{host}</c> and <c>{port}</c>.</summary>
    public string? CpuQuery { get; init; }

    /// <summary>Gets the query of memory in bytes.</summary>
    public string? MemoryQuery { get; init; }

    /// <summary>Gets the query of GPU utilization in percent.</summary>
    public string? GpuQuery { get; init; }

    /// <summary>Gets the kubeconfig of the cluster whose pods answer, for what its nodes or its metrics API tell of them.</summary>
    public string? Kubeconfig { get; init; }

    public IEnumerable<RunProblem> Problems()
    {
        var prometheus = RunOption.Of(nameof(RunRequest.Prometheus));
        if (PrometheusUrl is not null && !(Uri.TryCreate(PrometheusUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            yield return new(prometheus, $"{prometheus}: '{PrometheusUrl}' is not an http or https URL");
        }

        if (PrometheusUrl is null && (CpuQuery ?? MemoryQuery ?? GpuQuery) is not null)
        {
            yield return new(prometheus, $"queries need a {prometheus} to ask");
        }
    }
}
