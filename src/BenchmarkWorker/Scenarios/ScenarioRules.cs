using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.Statistics.Quantiles;

namespace ModelServing.BenchmarkWorker.Scenarios;

/// <summary>What a scenario asks of a run.</summary>
internal sealed record ScenarioRules
{
    private const int StrictOfflineSamples = 24_576;
    private static readonly TimeSpan DefaultServerTarget = TimeSpan.FromMilliseconds(10);

    public required LoadScenario Scenario { get; init; }

    public required RunProfile Profile { get; init; }

    public TimeSpan MinimumDuration => TimeSpan.FromSeconds(Profile.Seconds());

    /// <summary>Gets when a run is broken off that has not got its queries together.</summary>
    public TimeSpan MaximumDuration => 10 * MinimumDuration;

    public required long MinimumQueries { get; init; }

    public long MinimumSamples { get; init; }

    public int SamplesPerQuery { get; init; } = 1;

    /// <summary>Gets the percentile that is the result or is limited; zero where there is none.</summary>
    public double Percentile { get; init; }

    /// <summary>Gets the latency that the percentile must keep.</summary>
    public TimeSpan? TargetLatency { get; init; }

    /// <summary>Gets the share of requests that may fail.</summary>
    public double MostFailed { get; init; } = 0.01;

    /// <summary>MLPerf's rules; times and Offline's samples are scaled to the profile, the queries that a percentile needs are not.</summary>
    public static ScenarioRules For(LoadScenario scenario, RunProfile profile, TimeSpan? targetLatency, double? percentile)
    {
        var of = scenario == LoadScenario.Offline ? 0 : percentile ?? (scenario == LoadScenario.SingleStream ? 0.9 : 0.99);
        var samples = (long)Math.Ceiling(StrictOfflineSamples * profile.Seconds() / RunProfile.Strict.Seconds());
        return new()
        {
            Scenario = scenario,
            Profile = profile,
            MinimumQueries = scenario == LoadScenario.Offline ? 1 : EarlyStopping.MinimumRequests(of, 1),
            MinimumSamples = scenario == LoadScenario.Offline ? samples : 0,
            SamplesPerQuery = scenario == LoadScenario.MultiStream ? 8 : 1,
            Percentile = of,
            TargetLatency = targetLatency ?? (scenario == LoadScenario.Server ? DefaultServerTarget : null),
        };
    }
}
