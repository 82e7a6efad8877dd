using ModelServing.BenchmarkWorker.Resources;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.ServerSide;

/// <summary>A histogram in which a platform says how long its requests took.</summary>
/// <param name="Page">Where it is shown.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Milliseconds">How many its unit is.</param>
/// <param name="IsWanted">Which of its series are of the requests that are measured.</param>
/// <param name="Part">The histogram of the part that running the model takes, where there is one; its unit is the same.</param>
internal sealed record ServerHistogram(Uri Page, string Name, double Milliseconds, Func<IReadOnlyDictionary<string, string>, bool> IsWanted, string? Part = null)
{
    private static readonly string[] SeldonPredictions = ["predictions", "/seldon.protos.Seldon/Predict", "/tensorflow.serving.PredictionService/Predict", "/inference.GRPCInferenceService/ModelInfer"];

    /// <summary>Gets whether it counts every request that was answered, and so those that only ask about the model.</summary>
    public bool CountsProbes { get; private init; }

    /// <summary>The histograms that a target may have, what is closest to the model first; none where no page is known.</summary>
    public static IReadOnlyList<ServerHistogram> Of(PreparedTarget target)
    {
        var origin = new Uri(target.PredictUrl.GetLeftPart(UriPartial.Authority));
        var pods = PodSelection.Of(target);
        return target.Target.Platform switch
        {
            Platform.TensorFlow => [new(new(origin, "/monitoring/prometheus/metrics"), ":tensorflow:serving:request_latency", 0.001, labels => Is(labels, "model_name", target.ModelName), ":tensorflow:serving:runtime_latency")],
            Platform.Seldon => [Seldon(Below(target, "prometheus"), pods?.Name), Seldon(new(origin, "/metrics"), pods?.Name)],
            Platform.KServe => [KServe(Below(target, "metrics"), target.ModelName), Gateway(new(origin, "/metrics"), pods)],
            _ => [],
        };
    }

    public LatencyBucketCounts Read(string page) => PrometheusPage.Histogram(page, Name, IsWanted, Milliseconds);

    public LatencyBucketCounts ReadPart(string page) => Part is null ? LatencyBucketCounts.None : PrometheusPage.Histogram(page, Part, IsWanted, Milliseconds);

    /// <summary>The executor counts every call; predictions that failed have no place in a latency.</summary>
    private static ServerHistogram Seldon(Uri page, string? deployment) => new(page, "seldon_api_executor_server_requests_seconds", 1000, labels =>
        labels.GetValueOrDefault("service") is { } service && SeldonPredictions.Contains(service) && labels.GetValueOrDefault("code") is "200" or "OK" && (deployment is null || Is(labels, "deployment_name", deployment)));

    private static ServerHistogram KServe(Uri page, string model) => new(page, "request_predict_seconds", 1000, labels => Is(labels, "model_name", model));

    /// <summary>A service mesh knows a predictor by its Kubernetes service, whose name begins with the inference service's.</summary>
    private static ServerHistogram Gateway(Uri page, PodSelection? pods) => new(page, "istio_request_duration_milliseconds", 1, labels =>
        pods is not null && Is(labels, "destination_service_namespace", pods.Namespace) && Is(labels, "response_code", "200")
        && labels.GetValueOrDefault("destination_service_name") is { } service && (service == pods.Name || service.StartsWith($"{pods.Name}-predictor", StringComparison.Ordinal))) { CountsProbes = true };

    private static Uri Below(PreparedTarget target, string path) => new(new Uri($"{target.Target.Url.GetLeftPart(UriPartial.Path).TrimEnd('/')}/"), path);

    private static bool Is(IReadOnlyDictionary<string, string> labels, string name, string value) => labels.GetValueOrDefault(name) == value;
}
