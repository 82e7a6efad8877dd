using System.CommandLine;
using System.Globalization;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Scenarios;
using ModelServing.BenchmarkWorker.Search;

namespace ModelServing.BenchmarkWorker.CommandLine;

/// <summary>The flags of <c>run</c> that choose a load model.</summary>
internal sealed class LoadOptions
{
    private readonly Option<double> _warmupSeconds = new("--warmup-seconds") { Description = "Most seconds to wait, beyond --warmup-requests, for latency to settle; 0 sends only those requests", DefaultValueFactory = _ => 30 };
    private readonly Option<double?> _drainSeconds = new("--drain-seconds") { Description = "Most seconds to wait for requests in flight when a block is over (the deadline of a request)" };
    private readonly Option<double> _thinkTime = new("--think-time") { Description = "Milliseconds that each user of a closed loop waits between an answer and the next request", DefaultValueFactory = _ => 0 };
    private readonly Option<string?> _rateShape = new("--rate-shape") { Description = "How --rate changes over a block: ramp:TO, step:RATE,RATE,… or sine:SHARE@SECONDS" };
    private readonly Option<string?> _concurrencySweep = new("--concurrency-sweep") { Description = "Measure at several numbers of requests in flight: 1,2,4,8 (the same as naming several in --concurrent-requests)" };
    private readonly Option<string?> _rateSweep = new("--rate-sweep") { Description = "Measure at several rates: 100,200,400" };
    private readonly Option<string?> _scenario = new("--scenario") { Description = "MLPerf's single-stream, multi-stream, server (at --rate) or offline, with its rules" };
    private readonly Option<double?> _targetLatency = new("--target-latency") { Description = "Milliseconds that a scenario's percentile must keep (server: 10)" };
    private readonly Option<double?> _targetPercentile = new("--target-latency-percentile") { Description = "That percentile (single-stream 90, others 99)" };
    private readonly Option<string?> _findMaxRate = new("--find-max-rate") { Description = "Search for the highest rate that keeps a limit, for example 'p99 < 20ms'; --rate is where it begins" };

    public LoadOptions()
    {
        _scenario.AcceptOnlyFromAmong("single-stream", "multi-stream", "server", "offline");
    }

    public IEnumerable<Option> All =>
        [_warmupSeconds, _drainSeconds, _thinkTime, _rateShape, _concurrencySweep, _rateSweep, _scenario, _targetLatency, _targetPercentile, _findMaxRate];

    /// <summary>Reads the flags; the second value is the one line that says what is wrong.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="concurrent">What <c>--concurrent-requests</c> says: several numbers are a sweep.</param>
    public (LoadPlan? Plan, string? Problem) Read(ParseResult result, string concurrent)
    {
        if (!TryList(result.GetValue(_rateSweep), out var rates))
        {
            return (null, "--rate-sweep takes rates, for example 100,200,400");
        }

        if (!TryList(result.GetValue(_concurrencySweep) ?? (concurrent.Contains(',', StringComparison.Ordinal) ? concurrent : null), out var users) || users.Any(value => value != Math.Floor(value)))
        {
            return (null, "--concurrency-sweep takes numbers of requests in flight, for example 1,2,4,8");
        }

        RateShape? shape = null;
        if (result.GetValue(_rateShape) is { } shapeText && !RateShape.TryParse(shapeText, out shape))
        {
            return (null, $"--rate-shape takes ramp:TO, step:RATE,RATE,… or sine:SHARE@SECONDS, not {shapeText}");
        }

        LatencyObjective? objective = null;
        if (result.GetValue(_findMaxRate) is { } objectiveText && !LatencyObjective.TryParse(objectiveText, out objective))
        {
            return (null, $"--find-max-rate takes a percentile and a limit, for example 'p99 < 20ms', not {objectiveText}");
        }

        return (Plan(result, rates, users) with { Shape = shape, MaxRateObjective = objective }, null);
    }

    private LoadPlan Plan(ParseResult result, IReadOnlyList<double> rates, IReadOnlyList<double> users) => new()
    {
        WarmupShortest = LoadPlan.DefaultWarmupShortest,
        WarmupLimit = BenchmarkPlan.Seconds(result.GetValue(_warmupSeconds)),
        Drain = result.GetValue(_drainSeconds) is { } drain ? BenchmarkPlan.Seconds(drain) : null,
        ThinkTime = BenchmarkPlan.Seconds(result.GetValue(_thinkTime) / 1000),
        RateSweep = rates,
        ConcurrencySweep = [.. users.Select(value => (int)Math.Clamp(value, 0, int.MaxValue))],
        Scenario = result.GetValue(_scenario) is { } scenario ? Enum.Parse<LoadScenario>(scenario.Replace("-", "", StringComparison.Ordinal), ignoreCase: true) : null,
        TargetLatency = result.GetValue(_targetLatency) is { } target ? BenchmarkPlan.Seconds(target / 1000) : null,
        TargetPercentile = result.GetValue(_targetPercentile) / 100,
    };

    private static bool TryList(string? text, out IReadOnlyList<double> values)
    {
        List<double> list = [];
        values = list;
        foreach (var part in text?.Split(',') ?? [])
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                return false;
            }

            list.Add(value);
        }

        return list.Count <= 100;
    }
}
