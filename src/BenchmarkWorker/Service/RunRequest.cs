using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>The body of <c>POST /runs</c>, in snake_case; what is left out comes from the configuration.</summary>
internal sealed record RunRequest
{
    public string? TensorflowUrl { get; init; }

    public string? SeldonUrl { get; init; }

    public string? KserveUrl { get; init; }

    public string? Url { get; init; }

    /// <summary>Gets the gRPC endpoint of TensorFlow Serving, <c>HOST:PORT</c>.</summary>
    public string? TensorflowGrpc { get; init; }

    public string? SeldonGrpc { get; init; }

    public string? KserveGrpc { get; init; }

    public string? ModelName { get; init; }

    public string? KserveModelName { get; init; }

    public SeldonProtocol? SeldonProtocol { get; init; }

    public string? HostHeader { get; init; }

    public int? ConcurrentRequests { get; init; }

    public int? TotalRequests { get; init; }

    public int? WarmupRequests { get; init; }

    public double? TimeoutSeconds { get; init; }

    public double? DurationSeconds { get; init; }

    public int? Repeats { get; init; }

    public int? Seed { get; init; }

    public PayloadSize? PayloadSize { get; init; }

    /// <summary>Gets the requests a second of an open loop.</summary>
    public double? Rate { get; init; }

    public ArrivalPattern? Arrivals { get; init; }

    public int? MaxInFlight { get; init; }

    /// <summary>Gets the smallest difference that matters, in percent.</summary>
    public double? EquivalencePercent { get; init; }

    /// <summary>Gets the share of failed requests, in percent, beyond which figures are not valid.</summary>
    public double? MaxErrorRatePercent { get; init; }

    public RunProfile? Profile { get; init; }

    /// <summary>Gets limits that the figures must keep; those that are broken are in the result.</summary>
    public IReadOnlyList<string>? FailIf { get; init; }

    public string? PrometheusUrl { get; init; }

    /// <summary>Gets the load models beyond a number of users or a rate.</summary>
    public LoadRequest? Load { get; init; }

    /// <summary>Fills the gaps from the configuration. A request that names any endpoint measures only those it names.</summary>
    public (BenchmarkPlan? Plan, string? Problem) ToPlan(BenchmarkOptions options)
    {
        var urls = new TargetUrls { TensorFlow = TensorflowUrl, TensorFlowGrpc = TensorflowGrpc, Seldon = SeldonUrl, SeldonGrpc = SeldonGrpc, SeldonProtocol = SeldonProtocol ?? default, KServe = KserveUrl, KServeGrpc = KserveGrpc, Urls = Url is null ? [] : [Url] };
        var (targets, badUrl) = TargetList.Read(urls.IsEmpty ? urls with { TensorFlow = options.TensorFlowUrl, Seldon = options.SeldonUrl, KServe = options.KServeUrl } : urls);
        if (targets is null)
        {
            return (null, badUrl);
        }

        var (load, wrong) = (Load ?? new()).ToPlan();
        if (load is null)
        {
            return (null, wrong);
        }

        var plan = new BenchmarkPlan
        {
            Targets = targets,
            ModelName = ModelName ?? options.ModelName,
            KServeModelName = KserveModelName ?? options.KServeModelName,
            SeldonProtocol = SeldonProtocol ?? ModelServing.BenchmarkWorker.Targets.SeldonProtocol.Auto,
            HostHeader = HostHeader ?? options.HostHeader,
            ConcurrentRequests = ConcurrentRequests ?? options.ConcurrentRequests,
            TotalRequests = TotalRequests ?? options.TotalRequests,
            WarmupRequests = WarmupRequests ?? options.WarmupRequests,
            Timeout = BenchmarkPlan.Seconds(TimeoutSeconds ?? 30),
            Duration = DurationSeconds is { } seconds ? BenchmarkPlan.Seconds(seconds) : null,
            Repeats = Repeats ?? (Load?.Scenario is null ? 5 : 1),
            Rate = Rate,
            Arrivals = Arrivals ?? ArrivalPattern.Poisson,
            MaxInFlight = MaxInFlight ?? BenchmarkPlan.DefaultMaxInFlight,
            Seed = Seed ?? BenchmarkPlan.DefaultSeed,
            PayloadSize = PayloadSize ?? options.PayloadSize,
            Load = load,
            Analysis = new()
            {
                EquivalenceMargin = EquivalencePercent / 100 ?? Judge.DefaultMargin,
                MaximumErrorRate = MaxErrorRatePercent / 100 ?? AnalysisOptions.DefaultMaximumErrorRate,
                Profile = Profile,
                Limits = FailIf ?? [],
            },
            Resources = new() { PrometheusUrl = PrometheusUrl ?? options.PrometheusUrl, Kubeconfig = options.Kubeconfig },
        };
        return plan.Problems().FirstOrDefault() is { } problem ? (null, problem) : (plan, null);
    }
}
