using System.Text.Json.Serialization;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Resources;
using ModelServing.BenchmarkWorker.Scenarios;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Everything a run is asked to do; the same plan and seed send the same bytes in the same order.</summary>
internal sealed record BenchmarkPlan
{
    public const string DefaultModelName = "production_model";
    public const int DefaultConcurrentRequests = 10;
    public const int DefaultTotalRequests = 1000;
    public const int DefaultWarmupRequests = 50;
    public const double DefaultTimeoutSeconds = 30;
    public const int DefaultRepeats = 5;
    public const int DefaultSeed = 20240229;
    public const int DefaultMaxInFlight = 1024;

    public required IReadOnlyList<Target> Targets { get; init; }

    public string ModelName { get; init; } = DefaultModelName;

    /// <summary>Gets the model's name on KServe where it differs from <see cref="ModelName"/>.</summary>
    public string? KServeModelName { get; init; }

    public SeldonProtocol SeldonProtocol { get; init; } = SeldonProtocol.Auto;

    public string? HostHeader { get; init; }

    public ClientSettings Clients { get; init; } = new();

    public int ConcurrentRequests { get; init; } = DefaultConcurrentRequests;

    /// <summary>Gets the requests measured on each platform, warm-up not counted.</summary>
    public int TotalRequests { get; init; } = DefaultTotalRequests;

    public int WarmupRequests { get; init; } = DefaultWarmupRequests;

    public TimeSpan Timeout { get; init; } = Seconds(DefaultTimeoutSeconds);

    public PayloadSize PayloadSize { get; init; } = PayloadSize.Medium;

    /// <summary>Gets how long each platform is measured; when set, <see cref="TotalRequests"/> does not limit the run.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Gets the number of blocks each platform's requests are split into: the repeats that comparisons rest on.</summary>
    public int Repeats { get; init; } = DefaultRepeats;

    public int Seed { get; init; } = DefaultSeed;

    /// <summary>Gets the requests a second that each platform is offered, whatever it answers; null for a closed loop.</summary>
    public double? Rate { get; init; }

    public ArrivalPattern Arrivals { get; init; } = ArrivalPattern.Poisson;

    /// <summary>Gets a file of recorded times that every block replays, instead of a rate.</summary>
    public string? ArrivalFile { get; init; }

    /// <summary>Gets the most requests that an open loop keeps in flight; a run that needs more is not valid.</summary>
    public int MaxInFlight { get; init; } = DefaultMaxInFlight;

    public AnalysisOptions Analysis { get; init; } = new();

    public ResourceOptions Resources { get; init; } = new();

    public LoadPlan Load { get; init; } = new();

    /// <summary>Gets how long a scenario lasts, and how much time a search has for a rate.</summary>
    [JsonIgnore]
    public RunProfile Profile => Analysis.Profile ?? RunProfile.Standard;

    [JsonIgnore]
    public bool IsOpenLoop => ArrivalFile is not null || Load.MaxRateObjective is not null || (Rate is not null && Load.Scenario is null or LoadScenario.Server);

    /// <summary>A span from a user's number; what no span can hold becomes one that <see cref="Problems"/> refuses.</summary>
    public static TimeSpan Seconds(double seconds) => double.IsFinite(seconds) && Math.Abs(seconds) < 1e8 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;

    /// <summary>Names what is wrong, in the command line's own words; empty when the plan can run.</summary>
    public IEnumerable<string> Problems()
    {
        if (Targets.Count == 0)
        {
            yield return "no endpoint given: pass at least one of --tensorflow-url, --seldon-url, --kserve-url or --url";
        }

        foreach (var (name, value, low, high) in Ranges())
        {
            if (!(value >= low && value <= high))
            {
                yield return $"{name} must be between {low} and {high}, not {value}";
            }
        }

        foreach (var target in Targets.Where(target => target.Url.Scheme is not ("http" or "https")))
        {
            yield return $"{target.Url} is not an http or https URL";
        }

        foreach (var problem in Analysis.Problems().Concat(Resources.Problems()))
        {
            yield return problem;
        }

        if (Rate is not null && ArrivalFile is not null)
        {
            yield return "--rate and --arrival-file exclude each other";
        }

        foreach (var problem in Load.Problems(this))
        {
            yield return problem;
        }

        if (string.IsNullOrWhiteSpace(ModelName))
        {
            yield return "--model-name must not be empty";
        }
    }

    private IEnumerable<(string Name, double Value, double Low, double High)> Ranges()
    {
        yield return ("--concurrent-requests", ConcurrentRequests, 1, 4096);
        yield return ("--total-requests", TotalRequests, 1, 1_000_000_000);
        yield return ("--warmup-requests", WarmupRequests, 0, 10_000_000);
        yield return ("--timeout-seconds", Timeout.TotalSeconds, 0.001, 3600);
        yield return ("--repeats", Repeats, 1, 1000);
        yield return ("--tolerance", Clients.Tolerance, 1e-12, 1e12);
        yield return ("--max-in-flight", MaxInFlight, 1, 20_000);
        if (Rate is { } rate)
        {
            yield return ("--rate", rate, 0.01, 1_000_000);
            yield return ("--rate times --duration", rate * (Duration?.TotalSeconds ?? 0), 0, 100_000_000);
        }

        if (Duration is { } duration)
        {
            yield return ("--duration", duration.TotalSeconds, 0.1, 86_400);
        }
    }
}
