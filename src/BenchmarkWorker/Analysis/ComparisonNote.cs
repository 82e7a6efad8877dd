namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Draws the conclusion of one comparison, and says what decided.</summary>
internal static class ComparisonNote
{
    private const int MostBlocksWorthNaming = 200;

    public static Comparison Conclude(Comparison comparison)
    {
        var isDifferent = comparison.AdjustedP < ComparisonFamilies.Alpha && DoRanksAgree(comparison);
        var isWithin = comparison.EquivalenceP < ComparisonFamilies.Alpha;
        var outcome = isWithin ? ComparisonOutcome.Equivalent : isDifferent ? ComparisonOutcome.Different : ComparisonOutcome.Undecided;
        return comparison with
        {
            IsDifferent = isDifferent,
            Outcome = outcome,
            Note = comparison.Ratio is null ? comparison.Note : string.Join("; ", Parts(comparison, isDifferent, isWithin)),
        };
    }

    /// <summary>Says whether the ranks of the pairs point where their mean does: one odd block can carry a mean, and a difference that it alone makes is not called one.</summary>
    public static bool DoRanksAgree(Comparison comparison) =>
        comparison.RobustRatio is not { } robust || (robust - 1) * ((comparison.Ratio ?? 1) - 1) > 0;

    /// <summary>Says whether the interval of a ratio leaves 1 out although no difference is shown: of many comparisons, chance makes some like that.</summary>
    public static bool WouldShowAlone(Comparison comparison) =>
        comparison is { Outcome: ComparisonOutcome.Undecided, P: < ComparisonFamilies.Alpha, AdjustedP: >= ComparisonFamilies.Alpha } && DoRanksAgree(comparison);

    private static IEnumerable<string> Parts(Comparison comparison, bool isDifferent, bool isWithin)
    {
        var margin = FormattableString.Invariant($"{comparison.Margin:P0}");
        yield return comparison.Note;
        yield return (isDifferent, isWithin) switch
        {
            (true, true) => $"a difference is shown (paired t test, {P(comparison.AdjustedP)}), but none larger than {margin} (equivalence test, {P(comparison.EquivalenceP)})",
            (false, true) => $"no difference larger than {margin} (equivalence test, {P(comparison.EquivalenceP)})",
            (true, false) => $"decided by the paired t test ({P(comparison.AdjustedP)})",
            _ when WouldShowAlone(comparison) => $"alone it would show a difference ({P(comparison.P)}); among all that the run compares it does not ({P(comparison.AdjustedP)})",
            _ => DoRanksAgree(comparison) ? "neither a difference nor its absence is shown" : "the mean and the ranks of the pairs point in opposite directions: an odd block decides nothing",
        };
        if (comparison is { RobustRatio: { } robust, SignedRankP: { } p })
        {
            yield return FormattableString.Invariant($"median ratio of the pairs {robust:0.000}, signed ranks {P(p)}");
        }

        if (!isDifferent && !isWithin && comparison.BlocksNeeded is { } blocks and <= MostBlocksWorthNaming)
        {
            yield return $"about {blocks} blocks each would show a difference of {margin}";
        }
    }

    private static string P(double? value) => value < 0.001 ? "p < 0.001" : FormattableString.Invariant($"p = {value:0.000}");
}
