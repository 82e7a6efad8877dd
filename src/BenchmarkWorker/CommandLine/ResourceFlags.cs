using System.CommandLine;
using ModelServing.BenchmarkWorker.Resources;

namespace ModelServing.BenchmarkWorker.CommandLine;

/// <summary>The flags that say where to look for what targets use.</summary>
internal sealed class ResourceFlags
{
    private readonly Option<string?> _prometheus = new("--prometheus") { Description = "A Prometheus that scrapes the targets, for their CPU, memory and GPU" };
    private readonly Option<string?> _cpuQuery = new("--prometheus-cpu-query") { Description = "Query of CPU seconds used so far; {namespace}, {name}, {host} and {port} are filled in" };
    private readonly Option<string?> _memoryQuery = new("--prometheus-memory-query") { Description = "Query of memory in bytes" };
    private readonly Option<string?> _gpuQuery = new("--prometheus-gpu-query") { Description = "Query of GPU utilization in percent" };
    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "The cluster whose pods answer, for its metrics API (default: the KUBECONFIG variable)" };

    public IEnumerable<Option> All => [_prometheus, _cpuQuery, _memoryQuery, _gpuQuery, _kubeconfig];

    public ResourceOptions Read(ParseResult result) => new()
    {
        PrometheusUrl = result.GetValue(_prometheus),
        CpuQuery = result.GetValue(_cpuQuery),
        MemoryQuery = result.GetValue(_memoryQuery),
        GpuQuery = result.GetValue(_gpuQuery),
        Kubeconfig = result.GetValue(_kubeconfig) ?? Environment.GetEnvironmentVariable("KUBECONFIG"),
    };
}
