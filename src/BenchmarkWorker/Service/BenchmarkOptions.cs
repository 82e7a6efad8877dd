using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
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
    public string ModelName { get; set; } = "production_model";

    public string? KServeModelName { get; set; }

    public string? HostHeader { get; set; }

    [Range(1, 4096)]
    public int ConcurrentRequests { get; set; } = 10;

    [Range(1, 1_000_000_000)]
    public int TotalRequests { get; set; } = 1000;

    [Range(0, 10_000_000)]
    public int WarmupRequests { get; set; } = 50;

    public PayloadSize PayloadSize { get; set; } = PayloadSize.Medium;

    /// <summary>Gets or sets a Prometheus that scrapes the targets.</summary>
    public string? PrometheusUrl { get; set; }

    /// <summary>Gets or sets the kubeconfig of the cluster whose pods answer.</summary>
    public string? Kubeconfig { get; set; }

    /// <summary>Gets or sets how many runs may wait.</summary>
    [Range(1, 1000)]
    public int QueueLength { get; set; } = 20;
}

[OptionsValidator]
internal sealed partial class BenchmarkOptionsValidator : IValidateOptions<BenchmarkOptions>;
