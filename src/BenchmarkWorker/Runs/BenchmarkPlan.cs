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
    private const double MostScheduled = 100_000_000;

    public required IReadOnlyList<Target> Targets { get; init; }

    public string ModelName { get; init; } = DefaultModelName;

    /// <summary>Gets the model's name on KServe where it differs from <see cref="ModelName"/>.</summary>
    [JsonPropertyName("kserve_model_name")]
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

    /// <summary>Names what is wrong with single options; none of them depends on another.</summary>
    public IEnumerable<RunProblem> Problems() =>
        [.. Ranges().SelectMany(range => RunProblem.OfRange(RunOption.Of(range.Name), range.Value, range.Low, range.High)), .. NoName(), .. Analysis.Problems(), .. Resources.Problems(), .. Load.Problems()];

    /// <summary>Names what does not go together, where each option by itself could be.</summary>
    public IEnumerable<RunProblem> Conflicts()
    {
        var (rate, arrivalFile, duration) = (RunOption.Of(nameof(RunRequest.Rate)), RunOption.Of(nameof(RunRequest.ArrivalFile)), RunOption.Of(nameof(RunRequest.Duration)));
        if (Rate is not null && ArrivalFile is not null)
        {
            yield return new(arrivalFile, $"{rate} and {arrivalFile} exclude each other");
        }

        if (Rate * Duration?.TotalSeconds > MostScheduled)
        {
            yield return new(duration, $"{rate} times {duration} must be at most {MostScheduled} requests, not {Rate * Duration?.TotalSeconds}");
        }

        foreach (var conflict in Load.Conflicts(this))
        {
            yield return conflict;
        }
    }

    private IEnumerable<RunProblem> NoName()
    {
        var name = RunOption.Of(nameof(RunRequest.ModelName));
        return string.IsNullOrWhiteSpace(ModelName) ? [new(name, $"{name} must not be empty")] : [];
    }

    private IEnumerable<(string Name, double Value, double Low, double High)> Ranges()
    {
        yield return (nameof(RunRequest.ConcurrentRequests), ConcurrentRequests, 1, 4096);
        yield return (nameof(RunRequest.TotalRequests), TotalRequests, 1, 1_000_000_000);
        yield return (nameof(RunRequest.WarmupRequests), WarmupRequests, 0, 10_000_000);
        yield return (nameof(RunRequest.TimeoutSeconds), Timeout.TotalSeconds, 0.001, 3600);
        yield return (nameof(RunRequest.Repeats), Repeats, 1, 1000);
        yield return (nameof(RunRequest.Tolerance), Clients.Tolerance, 1e-12, 1e12);
        yield return (nameof(RunRequest.MaxInFlight), MaxInFlight, 1, 20_000);
        yield return (nameof(RunRequest.Rate), Rate ?? 1, 0.01, 1_000_000);
        yield return (nameof(RunRequest.Duration), Duration?.TotalSeconds ?? 1, 0.1, 86_400);
    }
}
