using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>What a run is when the request does not say otherwise.</summary>
internal sealed class BenchmarkOptions
{
    public const string Section = "ModelServing:Benchmark";

    public string? TensorFlowUrl { get; set; }

    public string? SeldonUrl { get; set; }

    public string? KServeUrl { get; set; }

    [Required]
    public string ModelName { get; set; } = BenchmarkPlan.DefaultModelName;

    public string? KServeModelName { get; set; }

    public string? HostHeader { get; set; }

    [Range(1, 4096)]
    public int ConcurrentRequests { get; set; } = BenchmarkPlan.DefaultConcurrentRequests;

    [Range(1, 1_000_000_000)]
    public int TotalRequests { get; set; } = BenchmarkPlan.DefaultTotalRequests;

    [Range(0, 10_000_000)]
    public int WarmupRequests { get; set; } = BenchmarkPlan.DefaultWarmupRequests;

    public PayloadSize PayloadSize { get; set; } = PayloadSize.Medium;

    /// <summary>Gets or sets a Prometheus that scrapes the targets.</summary>
    public string? PrometheusUrl { get; set; }

    /// <summary>Gets or sets the kubeconfig of the cluster whose pods answer.</summary>
    public string? Kubeconfig { get; set; }

    /// <summary>Gets or sets the folder of the files that a request may name; without one it may name none.</summary>
    public string? FilesDirectory { get; set; }

    /// <summary>Gets or sets how many runs may wait.</summary>
    [Range(1, 1000)]
    public int QueueLength { get; set; } = 20;

    /// <summary>Fills the gaps of a request. One that names any endpoint measures only those it names.</summary>
    public RunRequest Complete(RunRequest request) => (request.NamesTarget ? request : request with { TensorflowUrl = TensorFlowUrl, SeldonUrl = SeldonUrl, KserveUrl = KServeUrl }) with
    {
        ModelName = request.ModelName ?? ModelName,
        KserveModelName = request.KserveModelName ?? KServeModelName,
        HostHeader = request.HostHeader ?? HostHeader,
        ConcurrentRequests = request.ConcurrentRequests ?? ConcurrentRequests,
        TotalRequests = request.TotalRequests ?? TotalRequests,
        WarmupRequests = request.WarmupRequests ?? WarmupRequests,
        PayloadSize = request.PayloadSize ?? PayloadSize.ToString().ToLowerInvariant(),
        Prometheus = request.Prometheus ?? PrometheusUrl,
        Kubeconfig = request.Kubeconfig ?? Kubeconfig,
    };
}

[OptionsValidator]
internal sealed partial class BenchmarkOptionsValidator : IValidateOptions<BenchmarkOptions>;
