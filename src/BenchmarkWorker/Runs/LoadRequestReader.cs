using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Scenarios;
using ModelServing.BenchmarkWorker.Search;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Reads the part of a <see cref="RunRequest"/> that chooses a load model beyond a number of users or a rate.</summary>
internal static class LoadRequestReader
{
    private const int MostLoads = 100;

    public static (LoadPlan? Plan, string? Problem) Read(RunRequest request)
    {
        if (Math.Max(request.RateSweep?.Count ?? 0, request.ConcurrencySweep?.Count ?? 0) > MostLoads)
        {
            return (null, $"a sweep has at most {MostLoads} loads");
        }

        RateShape? shape = null;
        if (request.RateShape is not null && !RateShape.TryParse(request.RateShape, out shape))
        {
            return (null, $"--rate-shape takes ramp:TO, step:RATE,RATE,… or sine:SHARE@SECONDS, not {request.RateShape}");
        }

        LatencyObjective? objective = null;
        if (request.FindMaxRate is not null && !LatencyObjective.TryParse(request.FindMaxRate, out objective))
        {
            return (null, $"--find-max-rate takes a percentile and a limit, for example 'p99 < 20ms', not {request.FindMaxRate}");
        }

        return (new()
        {
            WarmupShortest = LoadPlan.DefaultWarmupShortest,
            WarmupLimit = BenchmarkPlan.Seconds(request.WarmupSeconds ?? LoadPlan.DefaultWarmupSeconds),
            Drain = request.DrainSeconds is { } drain ? BenchmarkPlan.Seconds(drain) : null,
            ThinkTime = BenchmarkPlan.Seconds((request.ThinkTime ?? 0) / 1000),
            Shape = shape,
            ConcurrencySweep = request.ConcurrencySweep ?? [],
            RateSweep = request.RateSweep ?? [],
            Scenario = RunRequestReader.Chosen<LoadScenario>(request.Scenario),
            TargetLatency = request.TargetLatency is { } target ? BenchmarkPlan.Seconds(target / 1000) : null,
            TargetPercentile = request.TargetLatencyPercentile / 100,
            MaxRateObjective = objective,
        }, null);
    }
}
