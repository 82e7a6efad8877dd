using ModelServing.Statistics.Multiplicity;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>
/// Allows for having compared many things at once. The metric of the first question gets the whole error of 5 %, shared out by Holm over the pairs of
/// platforms; the other metrics get it once all of those differ, and a fifth of it before. So a 5 % difference can be found in five blocks, and identical
/// platforms are called different, on whatever metric, in at most 6 % of runs.
/// </summary>
internal static class ComparisonFamilies
{
    public const double Alpha = 0.05;
    private const double ShareOfTheOthers = 0.2;

    public static Comparison[] Adjust(IReadOnlyList<Comparison> comparisons, string first)
    {
        var adjusted = Holm(comparisons.Where(comparison => comparison.Metric == first));
        var gate = adjusted.Count > 0 ? adjusted.Values.Max() : 1;
        foreach (var (comparison, p) in Holm(comparisons.Where(comparison => comparison.Metric != first)))
        {
            adjusted[comparison] = gate < Alpha ? Math.Max(gate, p) : Math.Min(1, p / ShareOfTheOthers);
        }

        return [.. comparisons.Select(comparison => adjusted.TryGetValue(comparison, out var p) ? ComparisonNote.Conclude(comparison with { AdjustedP = p }) : comparison)];
    }

    private static Dictionary<Comparison, double> Holm(IEnumerable<Comparison> family)
    {
        Comparison[] tested = [.. family.Where(comparison => comparison.P is not null)];
        return tested.Zip(PValueAdjustment.Holm([.. tested.Select(comparison => comparison.P ?? 1)])).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
