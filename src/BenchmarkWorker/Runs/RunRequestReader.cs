using System.Globalization;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Clients.Answers;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Makes a plan of what a user said, or says what is wrong.</summary>
internal static class RunRequestReader
{
    private static readonly Dictionary<string, WireProtocol> KServeNames = new()
    {
        ["v1"] = WireProtocol.TensorFlow,
        ["v2"] = WireProtocol.OpenInference,
        ["v2-binary"] = WireProtocol.OpenInferenceBinary,
    };

    /// <param name="said">The request.</param>
    /// <param name="known">What is wrong with it as far as is known.</param>
    /// <returns>A plan, or everything that is wrong. What options say together is looked at where each by itself is in order.</returns>
    public static (BenchmarkPlan? Plan, IReadOnlyList<RunProblem> Problems) Read(RunRequest said, IReadOnlyList<RunProblem>? known = null)
    {
        var request = said with { };
        List<RunProblem> problems = [.. known ?? [], .. RunOption.All.Select(option => option.TakeOutBadChoice(request)).OfType<RunProblem>()];
        var (targets, badUrls) = TargetList.Read(Urls(request));
        var (clients, badHeaders) = Clients(request);
        var (load, badLoads) = LoadRequestReader.Read(request);
        var plan = Plan(request) with { Targets = targets, Clients = clients, Load = load };
        problems.AddRange([.. badUrls, .. badHeaders, .. badLoads, .. plan.Problems()]);
        if (problems.Count == 0)
        {
            problems.AddRange([.. NoEndpoint(targets), .. plan.Conflicts()]);
        }

        return problems.Count == 0 ? (plan, []) : (null, problems);
    }

    /// <summary>The value of a choice that <see cref="RunOption.TakeOutBadChoice"/> has let through; null where nothing was chosen.</summary>
    public static T? Chosen<T>(string? text)
        where T : struct, Enum => text is null ? null : Enum.Parse<T>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    /// <remarks><c>share = number [ "%" ]</c>, always in percent.</remarks>
    internal static double Share(string text) =>
        double.TryParse(text.Trim().TrimEnd('%').TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) ? percent / 100 : double.NaN;

    private static BenchmarkPlan Plan(RunRequest request) => new()
    {
        Targets = [],
        ModelName = request.ModelName ?? BenchmarkPlan.DefaultModelName,
        KServeModelName = request.KserveModelName,
        SeldonProtocol = Chosen<SeldonProtocol>(request.SeldonProtocol) ?? SeldonProtocol.Auto,
        HostHeader = request.HostHeader,
        ConcurrentRequests = request.ConcurrentRequests ?? BenchmarkPlan.DefaultConcurrentRequests,
        TotalRequests = request.TotalRequests ?? BenchmarkPlan.DefaultTotalRequests,
        WarmupRequests = request.WarmupRequests ?? BenchmarkPlan.DefaultWarmupRequests,
        Timeout = BenchmarkPlan.Seconds(request.TimeoutSeconds ?? BenchmarkPlan.DefaultTimeoutSeconds),
        PayloadSize = Chosen<PayloadSize>(request.PayloadSize) ?? PayloadSize.Medium,
        Duration = request.Duration is { } duration ? BenchmarkPlan.Seconds(duration) : null,
        Repeats = request.Repeats ?? (request.Scenario is null ? BenchmarkPlan.DefaultRepeats : 1),
        Seed = request.Seed ?? BenchmarkPlan.DefaultSeed,
        Rate = request.Rate,
        Arrivals = Chosen<ArrivalPattern>(request.Arrivals) ?? ArrivalPattern.Poisson,
        ArrivalFile = request.ArrivalFile,
        MaxInFlight = request.MaxInFlight ?? BenchmarkPlan.DefaultMaxInFlight,
        Analysis = new()
        {
            EquivalenceMargin = request.Equivalence is { } equivalence ? Share(equivalence) : Judge.DefaultMargin,
            MaximumErrorRate = request.MaxErrorRate is { } errors ? Share(errors) : AnalysisOptions.DefaultMaximumErrorRate,
            Profile = Chosen<RunProfile>(request.Profile),
            Limits = request.FailIf ?? [],
        },
        Resources = new()
        {
            PrometheusUrl = request.Prometheus,
            CpuQuery = request.PrometheusCpuQuery,
            MemoryQuery = request.PrometheusMemoryQuery,
            GpuQuery = request.PrometheusGpuQuery,
            Kubeconfig = request.Kubeconfig,
        },
    };

    private static TargetUrls Urls(RunRequest request) => new()
    {
        TensorFlow = request.TensorflowUrl,
        TensorFlowGrpc = request.TensorflowGrpc,
        Seldon = request.SeldonUrl,
        SeldonGrpc = request.SeldonGrpc,
        SeldonProtocol = Chosen<SeldonProtocol>(request.SeldonProtocol) ?? SeldonProtocol.Auto,
        KServe = request.KserveUrl,
        KServeGrpc = request.KserveGrpc,
        KServeProtocols = [.. (request.KserveProtocol ?? []).Select(name => KServeNames[name])],
        Urls = request.Url ?? [],
    };

    private static IEnumerable<RunProblem> NoEndpoint(IReadOnlyList<Target> targets)
    {
        var (tensorFlow, seldon, kserve, url) = (RunOption.Of(nameof(RunRequest.TensorflowUrl)), RunOption.Of(nameof(RunRequest.SeldonUrl)), RunOption.Of(nameof(RunRequest.KserveUrl)), RunOption.Of(nameof(RunRequest.Url)));
        return targets.Count == 0 ? [new("", $"no endpoint given: pass at least one of {tensorFlow}, {seldon}, {kserve} or {url}")] : [];
    }

    private static (ClientSettings Settings, IReadOnlyList<RunProblem> Problems) Clients(RunRequest request)
    {
        var option = RunOption.Of(nameof(RunRequest.Header));
        List<HeaderField> headers = [];
        List<RunProblem> problems = [];
        foreach (var text in request.Header ?? [])
        {
            if (HeaderField.TryParse(text, out var header))
            {
                headers.Add(header);
            }
            else
            {
                problems.Add(new(option, $"{option} '{text}' is not 'Name: value'"));
            }
        }

        return (new()
        {
            Http2 = request.Http2 == true,
            Insecure = request.Insecure == true,
            DisableKeepAlive = request.DisableKeepalive == true,
            Headers = headers,
            SamePayload = request.Payloads == "same",
            RequestsFile = request.Requests,
            GoldenFile = request.GoldenFile,
            CompareOutputs = request.Golden != RunRequest.NoAnswers,
            Tolerance = request.Tolerance ?? GoldenAnswers.DefaultTolerance,
        }, problems);
    }
}
