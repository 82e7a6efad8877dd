using System.Text;
using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Metrics;

/// <summary>The metrics of one server under their original names, so that existing dashboards work.</summary>
internal sealed class ServerMetrics
{
    private const string Runtime = "TF1";

    private static readonly double[] LatencyBounds = HistogramFamily.Exponential(10, 1.8, 33);

    private readonly CounterFamily _requests = new("/tensorflow/serving/request_count", "model_name", "status");
    private readonly HistogramFamily _requestLatency = new("/tensorflow/serving/request_latency", LatencyBounds, "model_name", "API", "entrypoint");
    private readonly HistogramFamily _runtimeLatency = new("/tensorflow/serving/runtime_latency", LatencyBounds, "model_name", "API", "runtime");
    private readonly CounterFamily _graphRuns = new("/tensorflow/core/graph_runs");
    private readonly CounterFamily _graphRunTime = new("/tensorflow/core/graph_run_time_usecs");
    private readonly CounterFamily _graphBuilds = new("/tensorflow/core/graph_build_calls");
    private readonly CounterFamily _graphBuildTime = new("/tensorflow/core/graph_build_time_usecs");
    private readonly CounterFamily _loadAttempts = new("/tensorflow/cc/saved_model/load_attempt_count", "model_path", "status");
    private readonly CounterFamily _loadLatency = new("/tensorflow/cc/saved_model/load_latency", "model_path");
    private readonly MetricFamily[] _families;

    public ServerMetrics()
    {
        _families =
        [
            _requests, _requestLatency, _runtimeLatency, _graphRuns, _graphRunTime, _graphBuilds, _graphBuildTime, _loadAttempts, _loadLatency,
            .. Batching.Families,
        ];
        Array.Sort(_families, static (left, right) => string.CompareOrdinal(left.Path, right.Path));
    }

    public BatchingMetrics Batching { get; } = new();

    /// <summary>Gets the number of requests answered so far.</summary>
    public long RequestCount => _requests.Total;

    /// <summary>Counts a request; only a successful one has a latency.</summary>
    public void Request(string model, string api, string entryPoint, ErrorCode status, TimeSpan elapsed)
    {
        _requests.Add(new Labels(model, status.Name()), 1);
        if (status == ErrorCode.Ok)
        {
            _requestLatency.Record(new Labels(model, api, entryPoint), elapsed.TotalMicroseconds);
        }
    }

    public void Run(string model, string api, TimeSpan elapsed)
    {
        _runtimeLatency.Record(new Labels(model, api, Runtime), elapsed.TotalMicroseconds);
        _graphRuns.Add(default, 1);
        _graphRunTime.Add(default, (long)elapsed.TotalMicroseconds);
    }

    public void Load(string path, bool succeeded, TimeSpan elapsed)
    {
        _loadAttempts.Add(new Labels(path, succeeded ? "success" : "fail"), 1);
        if (succeeded)
        {
            _loadLatency.Add(new Labels(path), (long)elapsed.TotalMicroseconds);
            _graphBuilds.Add(default, 1);
            _graphBuildTime.Add(default, (long)elapsed.TotalMicroseconds);
        }
    }

    public string Page()
    {
        var page = new StringBuilder();
        foreach (var family in _families)
        {
            family.Print(page);
        }

        return page.ToString();
    }
}
