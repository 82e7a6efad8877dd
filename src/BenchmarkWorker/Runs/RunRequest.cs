using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using ModelServing.BenchmarkWorker.Clients.Answers;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>
/// Everything that a user can say about a run. Each member is a flag of the command line (<c>--think-time</c>) and a member of the body of <c>POST /runs</c>
/// (<c>think_time</c>), under one name, with one description and one judge, <see cref="RunRequestReader"/>. What is left out has the default, or in the
/// service what is configured.
/// </summary>
internal sealed record RunRequest
{
    /// <summary>What <see cref="Golden"/> says where the platform that answers first is right.</summary>
    public const string AnyPlatform = "auto";

    /// <summary>What it says where nothing is compared.</summary>
    public const string NoAnswers = "off";

    /// <summary>Whether any endpoint is named.</summary>
    internal bool NamesTarget => (TensorflowUrl ?? TensorflowGrpc ?? SeldonUrl ?? SeldonGrpc ?? KserveUrl ?? KserveGrpc) is not null || Url is { Count: > 0 };

    /// <summary>The file that <see cref="Golden"/> names, if it does.</summary>
    internal string? GoldenFile => Golden is AnyPlatform or NoAnswers ? null : Golden;

    [Description("TensorFlow Serving's REST endpoint, for example http://127.0.0.1:8501")]
    public string? TensorflowUrl { get; set; }

    [Description("A Seldon Core deployment, for example http://127.0.0.1:8080/seldon/NAMESPACE/NAME")]
    public string? SeldonUrl { get; set; }

    [Description("A KServe inference service, for example http://127.0.0.1:8080/serving/NAMESPACE/NAME")]
    public string? KserveUrl { get; set; }

    [Description("Model name")]
    [DefaultValue(BenchmarkPlan.DefaultModelName)]
    public string? ModelName { get; set; }

    [Description("Requests in flight")]
    [DefaultValue(BenchmarkPlan.DefaultConcurrentRequests)]
    public int? ConcurrentRequests { get; set; }

    [Description("Requests measured on each platform")]
    [DefaultValue(BenchmarkPlan.DefaultTotalRequests)]
    public int? TotalRequests { get; set; }

    [Description("About 10, 100 or 1000 values per request")]
    [DefaultValue("medium")]
    [AllowedValues("small", "medium", "large")]
    public string? PayloadSize { get; set; }

    [Description("Any URL that ends in :predict, /infer or /predictions, or any at all with --requests; several measure each")]
    public IReadOnlyList<string>? Url { get; set; }

    [Description("Uncounted requests before the first block")]
    [DefaultValue(BenchmarkPlan.DefaultWarmupRequests)]
    public int? WarmupRequests { get; set; }

    [Description("Deadline of each request")]
    [DefaultValue(BenchmarkPlan.DefaultTimeoutSeconds)]
    public double? TimeoutSeconds { get; set; }

    [Description("Seconds to measure each platform, instead of a number of requests")]
    public double? Duration { get; set; }

    [Description("Blocks per platform; comparisons rest on them (with --scenario: 1)")]
    [DefaultValue(BenchmarkPlan.DefaultRepeats)]
    public int? Repeats { get; set; }

    [Description("Seed of the payloads")]
    [DefaultValue(BenchmarkPlan.DefaultSeed)]
    public int? Seed { get; set; }

    [Description("Host header to send to the KServe endpoint, for gateways that route by host")]
    public string? HostHeader { get; set; }

    [Description("Protocol of the Seldon deployment")]
    [DefaultValue("auto")]
    [AllowedValues("auto", "seldon", "tensorflow", "v2")]
    public string? SeldonProtocol { get; set; }

    [Description("Model name on KServe, where it differs")]
    public string? KserveModelName { get; set; }

    [Description("Requests a second offered to each platform, whatever it answers (open loop); latency counts from the intended start")]
    public double? Rate { get; set; }

    [Description("Gaps of an open loop")]
    [DefaultValue("poisson")]
    [AllowedValues("poisson", "constant")]
    public string? Arrivals { get; set; }

    [Description("Replay recorded request times: a file of seconds, one a line")]
    public string? ArrivalFile { get; set; }

    [Description("Most requests an open loop keeps in flight")]
    [DefaultValue(BenchmarkPlan.DefaultMaxInFlight)]
    public int? MaxInFlight { get; set; }

    [Description("Most seconds to wait, beyond --warmup-requests, for latency to settle; 0 sends only those requests")]
    [DefaultValue(LoadPlan.DefaultWarmupSeconds)]
    public double? WarmupSeconds { get; set; }

    [Description("Most seconds to wait for requests in flight when a block is over (the deadline of a request)")]
    public double? DrainSeconds { get; set; }

    [Description("Milliseconds that each user of a closed loop waits between an answer and the next request")]
    public double? ThinkTime { get; set; }

    [Description("How --rate changes over a block: ramp:TO, step:RATE,RATE,… or sine:SHARE@SECONDS")]
    public string? RateShape { get; set; }

    [Description("Measure at several numbers of requests in flight, one after the other: 1,2,4,8")]
    public IReadOnlyList<int>? ConcurrencySweep { get; set; }

    [Description("Measure at several rates: 100,200,400")]
    public IReadOnlyList<double>? RateSweep { get; set; }

    [Description("One of MLPerf's scenarios, with its rules; server needs --rate")]
    [AllowedValues("single-stream", "multi-stream", "server", "offline")]
    public string? Scenario { get; set; }

    [Description("Milliseconds that a scenario's percentile must keep (server: 10)")]
    public double? TargetLatency { get; set; }

    [Description("That percentile (single-stream 90, others 99)")]
    public double? TargetLatencyPercentile { get; set; }

    [Description("Search for the highest rate that keeps a limit, for example 'p99 < 20ms'; --rate is where it begins")]
    public string? FindMaxRate { get; set; }

    [Description("TensorFlow Serving's gRPC endpoint, for example 127.0.0.1:8500 (https://… for TLS)")]
    public string? TensorflowGrpc { get; set; }

    [Description("A Seldon deployment's gRPC endpoint, which speaks --seldon-protocol; http://HOST:PORT/seldon/NAMESPACE/NAME behind a gateway")]
    public string? SeldonGrpc { get; set; }

    [Description("A KServe inference service's gRPC endpoint (open inference protocol)")]
    public string? KserveGrpc { get; set; }

    [Description("Several measure each; none finds out what the service describes itself in")]
    [AllowedValues("v1", "v2", "v2-binary")]
    public IReadOnlyList<string>? KserveProtocol { get; set; }

    [Description("REST over HTTP/2, without TLS by prior knowledge")]
    public bool? Http2 { get; set; }

    [Description("Accept any certificate")]
    public bool? Insecure { get; set; }

    [Description("A connection for every request: an audit of what connecting costs")]
    public bool? DisableKeepalive { get; set; }

    [Description("Header of every request, as 'Name: value'; may be repeated")]
    public IReadOnlyList<string>? Header { get; set; }

    [Description("Distinct inputs, or the same one every time: an audit that shows caches")]
    [DefaultValue("distinct")]
    [AllowedValues("distinct", "same")]
    public string? Payloads { get; set; }

    [Description("File of recorded requests to send: JSON bodies, one a line, or a request log or warm-up file of TensorFlow Serving")]
    public string? Requests { get; set; }

    [Description("What outputs must agree with: auto (the platform that answers first), off, or a file of answers, JSON, one a line")]
    [DefaultValue(AnyPlatform)]
    public string? Golden { get; set; }

    [Description("How far outputs may differ: relative above 1, absolute below")]
    [DefaultValue(GoldenAnswers.DefaultTolerance)]
    public double? Tolerance { get; set; }

    [Description("Smallest difference that matters: platforms shown to differ by less are called equivalent")]
    [DefaultValue("5%")]
    public string? Equivalence { get; set; }

    [Description("Share of failed requests beyond which a platform's figures are not valid")]
    [DefaultValue("1%")]
    public string? MaxErrorRate { get; set; }

    [Description("Time each platform must have been measured for, that a scenario lasts, and that a search has for a rate: 10 s, 60 s or 600 s")]
    [AllowedValues("quick", "standard", "strict")]
    public string? Profile { get; set; }

    [Description("A limit on the figures, for example 'p99 > 250ms' or 'errors > 1%'; the command exits 1 where it is broken; may be given several times")]
    public IReadOnlyList<string>? FailIf { get; set; }

    [Description("A Prometheus that scrapes the targets, for their CPU, memory and GPU")]
    public string? Prometheus { get; set; }

    [Description("Query of CPU seconds used so far; {namespace}, {name}, {host} and {port} are filled in")]
    public string? PrometheusCpuQuery { get; set; }

    [Description("Query of memory in bytes")]
    public string? PrometheusMemoryQuery { get; set; }

    [Description("Query of GPU utilization in percent")]
    public string? PrometheusGpuQuery { get; set; }

    [Description("File that names the cluster whose pods answer, for the CPU and memory that they use (default: the KUBECONFIG variable)")]
    public string? Kubeconfig { get; set; }
}
