using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.Statistics.Quantiles;

namespace ModelServing.BenchmarkWorker.Advice;

/// <summary>How much longer to measure before there is an answer.</summary>
internal static class SampleRules
{
    /// <summary>The difference that is worth telling apart: five per cent.</summary>
    private const double Margin = 1.05;

    private const int MostBlocks = 1000;

    /// <summary>The seconds below which a block is at the mercy of whatever else the machine does for a moment.</summary>
    private const double ShortestBlock = 1;
    private const int GoodBlock = 5;

    public static IEnumerable<string> Undecided(BenchmarkOutcome outcome)
    {
        var open = Open(outcome);
        if (Hasty(outcome) is { } hasty)
        {
            if (open.Length > 0)
            {
                yield return hasty;
            }

            yield break;
        }

        foreach (var pair in open.GroupBy(comparison => (comparison.Left, comparison.Right)))
        {
            var blocks = Blocks(outcome, pair.Key.Left, pair.Key.Right);
            var widest = pair.MaxBy(HalfWidth);
            if (blocks < 2 || widest is null)
            {
                continue;
            }

            var needed = Needed(widest, blocks);
            yield return needed > blocks
                ? $"{Facts.List(pair.Select(comparison => comparison.Metric))} of {pair.Key.Left} and {pair.Key.Right} are undecided after {blocks} blocks each: to tell 5 % apart in {widest.Metric}{ReportText.WithRatio(widest)}, measure about {(needed > MostBlocks ? $"more than {MostBlocks}" : Figures.Count(needed))} blocks (--repeats)."
                : $"{Facts.List(pair.Select(comparison => comparison.Metric))} of {pair.Key.Left} and {pair.Key.Right} are undecided after {blocks} blocks each, though the interval of {widest.Metric}{ReportText.WithRatio(widest)} is within 5 %: a smaller difference hardly matters, so choose by cost.";
        }
    }

    public static IEnumerable<string> Unbounded(BenchmarkOutcome outcome)
    {
        foreach (var (name, quantile) in new[] { ("p99", 0.99), ("p99.9", 0.999) })
        {
            var least = OrderStatistics.MinimumCount(quantile);
            var short_ = Facts.Measured(outcome).Where(platform => platform.Percentile(name) is { Value: not null, High: null } && platform.SuccessfulRequests < least).ToArray();
            if (short_.Length > 0)
            {
                yield return $"{name} of {Facts.List(short_.Select(platform => platform.Name))} has no upper bound after {Facts.List(short_.Select(platform => Figures.Count(platform.SuccessfulRequests)).Distinct())} answers: measure at least {least} (--total-requests) before you promise it.";
                yield break;
            }
        }
    }

    /// <summary>The blocks after which the interval's half is as wide as the margin: it shrinks with the root of their number.</summary>
    internal static long Needed(Comparison comparison, int blocks) => (long)Math.Ceiling(blocks * Math.Pow(HalfWidth(comparison) / Math.Log(Margin), 2));

    private static Comparison[] Open(BenchmarkOutcome outcome) =>
        [.. outcome.Verdict.Comparisons.Where(comparison => comparison is { Outcome: ComparisonOutcome.Undecided, Ratio: not null, RatioLow: > 0, RatioHigh: not null })];

    /// <summary>What to say of blocks that are too short to be worth repeating.</summary>
    private static string? Hasty(BenchmarkOutcome outcome)
    {
        double[] lengths = [.. Facts.Measured(outcome).SelectMany(platform => platform.Blocks).Select(block => block.ElapsedSeconds).Order()];
        if (lengths.Length == 0 || lengths[lengths.Length / 2] >= ShortestBlock)
        {
            return null;
        }

        var repeats = Math.Max(5, outcome.Plan.Repeats);
        return $"Blocks of {Figures.Number(lengths[0])} to {Figures.Number(lengths[^1])} s scatter with whatever else the machine does for a moment, and leave platforms undecided: measure seconds at a time, for example --duration {GoodBlock * repeats} ({repeats} blocks of {GoodBlock} s).";
    }

    private static double HalfWidth(Comparison comparison) => Math.Log((comparison.RatioHigh ?? 1) / (comparison.RatioLow ?? 1)) / 2;

    private static int Blocks(BenchmarkOutcome outcome, string left, string right) =>
        outcome.Platforms.Where(platform => platform.Name == left || platform.Name == right).Select(platform => platform.Blocks.Count).DefaultIfEmpty(0).Min();
}
