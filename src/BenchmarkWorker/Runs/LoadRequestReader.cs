using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Scenarios;
using ModelServing.BenchmarkWorker.Search;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Reads the part of a <see cref="RunRequest"/> that chooses a load model beyond a number of users or a rate.</summary>
internal static class LoadRequestReader
{
    private const int MostLoads = 100;

    public static (LoadPlan Plan, IReadOnlyList<RunProblem> Problems) Read(RunRequest request)
    {
        List<RunProblem> problems = [.. TooMany(nameof(RunRequest.RateSweep), request.RateSweep?.Count), .. TooMany(nameof(RunRequest.ConcurrencySweep), request.ConcurrencySweep?.Count)];
        RateShape? shape = null;
        if (request.RateShape is not null && !RateShape.TryParse(request.RateShape, out shape))
        {
            var option = RunOption.Of(nameof(RunRequest.RateShape));
            problems.Add(new(option, $"{option} takes ramp:TO, step:RATE,RATE,… or sine:SHARE@SECONDS, not {request.RateShape}"));
        }

        LatencyObjective? objective = null;
        if (request.FindMaxRate is not null && !LatencyObjective.TryParse(request.FindMaxRate, out objective))
        {
            var option = RunOption.Of(nameof(RunRequest.FindMaxRate));
            problems.Add(new(option, $"{option} takes a percentile and a limit, for example 'p99 < 20ms', not {request.FindMaxRate}"));
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
        }, problems);
    }

    private static IEnumerable<RunProblem> TooMany(string name, int? loads) => loads > MostLoads ? [new(RunOption.Of(name), $"{RunOption.Of(name)} has at most {MostLoads} loads, not {loads}")] : [];
}
