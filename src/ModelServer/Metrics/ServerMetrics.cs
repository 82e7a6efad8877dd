using System.Globalization;
using System.Text;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Servables;

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
    private readonly HistogramFamily _loadLatencyByStage = new("/tensorflow/cc/saved_model/load_latency_by_stage", LatencyBounds, "model_path", "stage");
    private readonly CounterFamily _sessionRuns = new("/tensorflow/core/direct_session_runs");
    private readonly HistogramFamily _exampleCounts = new("/tensorflow/serving/request_example_counts", HistogramFamily.Exponential(1, 2, 15), "model");
    private readonly CounterFamily _exampleTotal = new("/tensorflow/serving/request_example_count_total", "model");
    private readonly CounterFamily _logged = new("/tensorflow/serving/request_log_count", "model_name", "status_code");
    private readonly GaugeFamily _lineage = new("/tensorflow/serving/mlmd_map", "mlmd_uuid", "model_name", "version");
    private readonly MetricFamily[] _families;

    public ServerMetrics()
    {
        _families =
        [
            _requests, _requestLatency, _runtimeLatency, _exampleCounts, _exampleTotal, _logged, _lineage,
            _graphRuns, _graphRunTime, _graphBuilds, _graphBuildTime, _sessionRuns, _loadAttempts, _loadLatency, _loadLatencyByStage,
            .. Batching.Families, .. Warmup.Families,
        ];
        Array.Sort(_families, static (left, right) => string.CompareOrdinal(left.Path, right.Path));
    }

    public BatchingMetrics Batching { get; } = new();

    public WarmupMetrics Warmup { get; } = new();

    /// <summary>Gets the sum of a counter's series, by its path or by its name on the page; 0 for anything else.</summary>
    public long Total(string metric) => _families.OfType<CounterFamily>().FirstOrDefault(family => family.Path == metric || family.Name == metric)?.Total ?? 0;

    /// <summary>Counts a request; only a successful one has a latency.</summary>
    public void Request(string model, string api, string entryPoint, ErrorCode status, TimeSpan elapsed)
    {
        _requests.Add(new Labels(model, status.Name()), 1);
        if (status == ErrorCode.Ok)
        {
            _requestLatency.Record(new Labels(model, api, entryPoint), elapsed.TotalMicroseconds);
        }
    }

    /// <summary>Gets the time that graphs have run, all together.</summary>
    public TimeSpan GraphRunTime => TimeSpan.FromMicroseconds(_graphRunTime.Total);

    /// <summary>Records what a request's run took, its wait for others included.</summary>
    public void Run(string model, string api, TimeSpan elapsed) =>
        _runtimeLatency.Record(new Labels(model, api, Runtime), elapsed.TotalMicroseconds);

    /// <summary>Counts a run of a graph, which several requests may have shared.</summary>
    public void GraphRun(TimeSpan elapsed)
    {
        _graphRuns.Add(default, 1);
        _sessionRuns.Add(default, 1);
        _graphRunTime.Add(default, (long)elapsed.TotalMicroseconds);
    }

    /// <summary>Counts the examples of a request.</summary>
    public void Examples(string model, int count)
    {
        _exampleCounts.Record(new Labels(model), count);
        _exampleTotal.Add(new Labels(model), count);
    }

    /// <summary>Counts an attempt to log a request.</summary>
    public void Logged(string model, ErrorCode status) => _logged.Add(new Labels(model, status.Name()), 1);

    /// <summary>Tells which entry of a metadata store a version comes from.</summary>
    public void Lineage(ServableId id, string uuid) => _lineage.Set(new Labels(id.Name, id.Version.ToString(CultureInfo.InvariantCulture), uuid));

    public void Load(string path, bool succeeded, TimeSpan elapsed)
    {
        _loadAttempts.Add(new Labels(path, succeeded ? "success" : "fail"), 1);
        if (succeeded)
        {
            _loadLatency.Add(new Labels(path), (long)elapsed.TotalMicroseconds);
            _loadLatencyByStage.Record(new Labels(path, "load_graph"), elapsed.TotalMicroseconds);
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
