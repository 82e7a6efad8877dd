using System.CommandLine;
using System.Globalization;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.CommandLine;

/// <summary>The flags of <c>run</c>. The first eight, with their defaults, are the guide's.</summary>
internal sealed class RunOptions
{
    private readonly Option<string?> _tensorFlowUrl = new("--tensorflow-url") { Description = "TensorFlow Serving's REST endpoint, for example http://127.0.0.1:8501" };
    private readonly Option<string?> _seldonUrl = new("--seldon-url") { Description = "A Seldon Core deployment, for example http://127.0.0.1:8080/seldon/NAMESPACE/NAME" };
    private readonly Option<string?> _kserveUrl = new("--kserve-url") { Description = "A KServe inference service, for example http://127.0.0.1:8080/serving/NAMESPACE/NAME" };
    private readonly Option<string> _modelName = new("--model-name") { Description = "Model name", DefaultValueFactory = _ => "production_model" };
    private readonly Option<string> _concurrentRequests = new("--concurrent-requests") { Description = "Requests in flight; several, as 1,2,4,8, are measured one after the other", DefaultValueFactory = _ => "10" };
    private readonly Option<int> _totalRequests = new("--total-requests") { Description = "Requests measured on each platform", DefaultValueFactory = _ => 1000 };
    private readonly Option<string> _payloadSize = new("--payload-size") { Description = "About 10, 100 or 1000 values per request", DefaultValueFactory = _ => "medium" };
    private readonly Option<string> _outputDirectory = new("--output-dir") { Description = "Folder for the results", DefaultValueFactory = _ => "." };
    private readonly Option<string[]> _url = new("--url") { Description = "Any URL that ends in :predict, /infer or /predictions, or any at all with --requests; may be repeated" };
    private readonly Option<int> _warmupRequests = new("--warmup-requests") { Description = "Uncounted requests before the first block", DefaultValueFactory = _ => 50 };
    private readonly Option<double> _timeoutSeconds = new("--timeout-seconds") { Description = "Deadline of each request", DefaultValueFactory = _ => 30 };
    private readonly Option<double?> _duration = new("--duration") { Description = "Seconds to measure each platform, instead of a number of requests" };
    private readonly Option<int> _repeats = new("--repeats") { Description = "Blocks per platform; comparisons rest on them", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of the payloads", DefaultValueFactory = _ => BenchmarkPlan.DefaultSeed };
    private readonly Option<string?> _hostHeader = new("--host-header") { Description = "Host header to send to the KServe endpoint, for gateways that route by host" };
    private readonly Option<string> _seldonProtocol = new("--seldon-protocol") { Description = "Protocol of the Seldon deployment", DefaultValueFactory = _ => "auto" };
    private readonly Option<string?> _kserveModelName = new("--kserve-model-name") { Description = "Model name on KServe, where it differs" };

    private readonly Option<double?> _rate = new("--rate") { Description = "Requests a second offered to each platform, whatever it answers (open loop); latency counts from the intended start" };
    private readonly Option<string> _arrivals = new("--arrivals") { Description = "Gaps of an open loop: poisson or constant", DefaultValueFactory = _ => "poisson" };
    private readonly Option<string?> _arrivalFile = new("--arrival-file") { Description = "Replay recorded request times: seconds, one a line" };
    private readonly Option<int> _maxInFlight = new("--max-in-flight") { Description = "Most requests an open loop keeps in flight", DefaultValueFactory = _ => BenchmarkPlan.DefaultMaxInFlight };

    private readonly AnalysisFlags _analysis = new();
    private readonly ResourceFlags _resources = new();
    private readonly ClientOptions _clients = new();
    private readonly LoadOptions _load = new();

    public RunOptions()
    {
        _arrivals.AcceptOnlyFromAmong("poisson", "constant");
        _payloadSize.AcceptOnlyFromAmong("small", "medium", "large");
        _seldonProtocol.AcceptOnlyFromAmong("auto", "seldon", "tensorflow", "v2");
    }

    public IEnumerable<Option> All =>
    [
        _tensorFlowUrl, _seldonUrl, _kserveUrl, _modelName, _concurrentRequests, _totalRequests, _payloadSize, _outputDirectory,
        _url, _warmupRequests, _timeoutSeconds, _duration, _repeats, _seed, _hostHeader, _seldonProtocol, _kserveModelName,
        _rate, _arrivals, _arrivalFile, _maxInFlight, .. _load.All, .. _clients.All, .. _analysis.All, .. _resources.All,
    ];

    public string OutputDirectory(ParseResult result) => result.GetRequiredValue(_outputDirectory);

    /// <summary>Reads the flags; the second value is the one line that says what is wrong.</summary>
    public (BenchmarkPlan? Plan, string? Problem) Read(ParseResult result)
    {
        var (targets, badUrl) = TargetList.Read(_clients.ReadUrls(result, Urls(result)));
        var (clients, badClient) = _clients.Read(result);
        if (targets is null || clients is null)
        {
            return (null, badUrl ?? badClient);
        }

        var concurrent = result.GetRequiredValue(_concurrentRequests);
        if (!int.TryParse(concurrent.Split(',')[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var users))
        {
            return (null, $"--concurrent-requests must be a number, not {concurrent}");
        }

        var (load, wrong) = _load.Read(result, concurrent);
        if (load is null)
        {
            return (null, wrong);
        }

        var plan = new BenchmarkPlan
        {
            Targets = targets,
            Clients = clients,
            ModelName = result.GetRequiredValue(_modelName),
            KServeModelName = result.GetValue(_kserveModelName),
            SeldonProtocol = Enum.Parse<SeldonProtocol>(result.GetRequiredValue(_seldonProtocol), ignoreCase: true),
            HostHeader = result.GetValue(_hostHeader),
            ConcurrentRequests = users,
            TotalRequests = result.GetValue(_totalRequests),
            WarmupRequests = result.GetValue(_warmupRequests),
            Timeout = BenchmarkPlan.Seconds(result.GetValue(_timeoutSeconds)),
            PayloadSize = Enum.Parse<PayloadSize>(result.GetRequiredValue(_payloadSize), ignoreCase: true),
            Duration = result.GetValue(_duration) is { } duration ? BenchmarkPlan.Seconds(duration) : null,
            Repeats = load.Scenario is not null && result.GetResult(_repeats) is not { Implicit: false } ? 1 : result.GetValue(_repeats),
            Seed = result.GetValue(_seed),
            Rate = result.GetValue(_rate),
            Arrivals = Enum.Parse<ArrivalPattern>(result.GetRequiredValue(_arrivals), ignoreCase: true),
            ArrivalFile = result.GetValue(_arrivalFile),
            MaxInFlight = result.GetValue(_maxInFlight),
            Analysis = _analysis.Read(result),
            Resources = _resources.Read(result),
            Load = load,
        };
        return plan.Problems().FirstOrDefault() is { } problem ? (null, problem) : (plan, null);
    }

    private TargetUrls Urls(ParseResult result) => new()
    {
        TensorFlow = result.GetValue(_tensorFlowUrl),
        Seldon = result.GetValue(_seldonUrl),
        SeldonProtocol = Enum.Parse<SeldonProtocol>(result.GetRequiredValue(_seldonProtocol), ignoreCase: true),
        KServe = result.GetValue(_kserveUrl),
        Urls = result.GetValue(_url) ?? [],
    };
}
