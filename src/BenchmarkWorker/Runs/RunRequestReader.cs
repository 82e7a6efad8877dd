using System.Globalization;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Clients.Answers;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Makes a plan of what a user said, or the one line that says what is wrong, in the command line's words.</summary>
internal static class RunRequestReader
{
    private static readonly Dictionary<string, WireProtocol> KServeNames = new()
    {
        ["v1"] = WireProtocol.TensorFlow,
        ["v2"] = WireProtocol.OpenInference,
        ["v2-binary"] = WireProtocol.OpenInferenceBinary,
    };

    public static (BenchmarkPlan? Plan, string? Problem) Read(RunRequest request)
    {
        if (RunOption.All.Select(option => option.BadChoice(request)).FirstOrDefault(bad => bad is not null) is { } badChoice)
        {
            return (null, badChoice);
        }

        var (targets, badUrl) = TargetList.Read(Urls(request));
        var (clients, badClient) = Clients(request);
        var (load, badLoad) = LoadRequestReader.Read(request);
        if (targets is null || clients is null || load is null)
        {
            return (null, badUrl ?? badClient ?? badLoad);
        }

        var plan = Plan(request) with { Targets = targets, Clients = clients, Load = load };
        return plan.Problems().FirstOrDefault() is { } problem ? (null, problem) : (plan, null);
    }

    /// <summary>The value of a choice that <see cref="RunOption.BadChoice"/> has let through; null where nothing was chosen.</summary>
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

    private static (ClientSettings? Settings, string? Problem) Clients(RunRequest request)
    {
        List<HeaderField> headers = [];
        foreach (var text in request.Header ?? [])
        {
            if (!HeaderField.TryParse(text, out var header))
            {
                return (null, $"--header '{text}' is not 'Name: value'");
            }

            headers.Add(header);
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
        }, null);
    }
}
