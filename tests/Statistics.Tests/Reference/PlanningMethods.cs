using ModelServing.Statistics.Distributions;
using ModelServing.Statistics.Planning;
using ModelServing.Statistics.Quantiles;

namespace ModelServing.Statistics.Tests.Reference;

internal static class PlanningMethods
{
    /// <summary>The table keeps the wrong power of the guide's formula beside the right one.</summary>
    public static Answer PowerOfT(ReferenceCase line) =>
        new() { Disputed = { "seed_formula" }, ["power"] = [Power.TwoSampleT(line.Number("effect_size"), line.Number("n_control"), line.Number("n_treatment"), line.Number("alpha"))] };

    public static Answer SampleSize(ReferenceCase line)
    {
        var ratio = line.Number("ratio", 1);
        var size = Power.SampleSize(line.Number("effect_size"), line.Number("power"), line.Number("alpha"), ratio);
        return new() { ["n_per_arm_real"] = [size], ["n_per_arm"] = [size is { } n ? Math.Ceiling(n) : null], ["n_treatment_real"] = [size * ratio] };
    }

    public static Answer DetectableEffect(ReferenceCase line) =>
        new() { ["mde_standardized"] = [Power.MinimumDetectableEffect(line.Number("n_control"), line.Number("n_treatment"), line.Number("power"), line.Number("alpha"))] };

    public static Answer PowerOfWelch(ReferenceCase line)
    {
        var power = Power.Welch(
            line.Number("delta"), line.Number("sd_control"), line.Count("n_control"), line.Number("sd_treatment"), line.Count("n_treatment"), line.Number("alpha"));
        return new() { ["power"] = [power?.Power], ["df"] = [power?.DegreesOfFreedom], ["ncp"] = [power?.Noncentrality] };
    }

    public static Answer Arcsine(ReferenceCase line) => new()
    {
        ["cohen_h"] = [Math.Abs(Power.ArcsineDifference(line.Number("p1"), line.Number("p2")))],
        ["n_per_arm_real"] = [Power.SampleSizeForProportions(line.Number("p1"), line.Number("p2"), line.Number("power"), line.Number("alpha"))],
    };

    public static Answer Noncentral(ReferenceCase line) => new() { ["cdf"] = [NoncentralT.Cdf(line.Number("t"), line.Number("df"), line.Number("nc"))] };

    public static Answer QuantileRanks(ReferenceCase line)
    {
        var interval = OrderStatistics.Interval(line.Count("n"), line.Number("quantile"), line.Number("confidence"));
        return new() { Status = interval.Status, ["rank_low"] = [interval.RankLow], ["rank_high"] = [interval.RankHigh], ["coverage"] = [interval.Coverage] };
    }

    public static Answer QuantileMinimum(ReferenceCase line)
    {
        var answer = new Answer { ["n_one_sided"] = [OrderStatistics.MinimumCount(line.Number("quantile"), line.Number("confidence"), twoSided: false)] };
        if (line.Expected.GetProperty("n_two_sided").ValueKind != System.Text.Json.JsonValueKind.Null)
        {
            answer["n_two_sided"] = [OrderStatistics.MinimumCount(line.Number("quantile"), line.Number("confidence"))];
        }
        else
        {
            answer.Disputed.Add("n_two_sided"); // the table did not search that far
        }

        return answer;
    }

    public static Answer EarlyStoppingTotals(ReferenceCase line)
    {
        var over = line.Numbers("overlatency");
        double?[] totals = [.. over.Select(t => (double?)EarlyStopping.MinimumRequests(line.Number("percentile"), (long)t, line.Number("confidence")))];
        return new() { ["total"] = totals, ["h"] = [.. totals.Zip(over).Select(pair => pair.First - pair.Second)] };
    }

    public static Answer EarlyStoppingRanks(ReferenceCase line) => new()
    {
        ["p0.9"] = [EarlyStopping.ConservativeRank(line.Count("n"), 0.9, line.Number("confidence"))],
        ["p0.99"] = [EarlyStopping.ConservativeRank(line.Count("n"), 0.99, line.Number("confidence"))],
        ["p0.999"] = [EarlyStopping.ConservativeRank(line.Count("n"), 0.999, line.Number("confidence"))],
    };

    public static Answer QuantileDifference(ReferenceCase line)
    {
        var (control, treatment) = (line.Inputs.GetProperty("control"), line.Inputs.GetProperty("treatment"));
        var test = OrderStatistics.Difference(Estimate(control), Interval(control), Estimate(treatment), Interval(treatment));
        return new()
        {
            ["diff"] = [test.Difference],
            ["se"] = [test.StandardError],
            ["z"] = [test.T],
            ["p_two_sided"] = [test.PTwoSided],
            ["ci_low"] = [test.Interval?.Low],
            ["ci_high"] = [test.Interval?.High],
        };
    }

    private static double Estimate(System.Text.Json.JsonElement arm) => arm.GetProperty("q").GetDouble();

    private static ConfidenceInterval Interval(System.Text.Json.JsonElement arm) => new(arm.GetProperty("low").GetDouble(), arm.GetProperty("high").GetDouble(), 0.95);
}
