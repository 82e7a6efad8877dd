using ModelServing.Statistics.Means;
using ModelServing.Statistics.Ranks;
using Xunit;

namespace ModelServing.Statistics.Tests.Reference;

internal static class MeansMethods
{
    public static Answer WelchRaw(ReferenceCase line) =>
        TTests(SampleSummary.From(line.Numbers("control")), SampleSummary.From(line.Numbers("treatment")), line.Number("confidence"));

    public static Answer WelchSummary(ReferenceCase line)
    {
        var answer = TTests(Summary(line, "control"), Summary(line, "treatment"), line.Number("confidence"));
        if (line.Id.StartsWith("welch/summary/huge-n", StringComparison.Ordinal))
        {
            // The table's J at n = 1e9 (0.99999657) lost its digits in two large log-gammas; 1 - 3/(4 df - 1) is 1 - 3.7e-10.
            Assert.Equal(1 - 3 / (4 * 1999999998.0 - 1), answer["hedges_j"][0]!.Value, 1e-12); // n = 1e9 has a J
            answer.Remove("hedges_j");
            answer.Remove("hedges_g");
            answer.Disputed.UnionWith(["hedges_j", "hedges_g"]);
        }

        return answer;
    }

    public static Answer RelativeLifts(ReferenceCase line)
    {
        var lift = RelativeLift.Between(Summary(line, "control"), Summary(line, "treatment"), 1 - line.Number("alpha"));
        return new()
        {
            Status = lift.Status,
            ["lift"] = [lift.Lift?.Difference],
            ["se"] = [lift.Lift?.StandardError],
            ["df"] = [lift.Lift?.DegreesOfFreedom],
            ["p_two_sided"] = [lift.Lift?.PTwoSided],
            ["ci_low"] = [lift.Lift?.Interval?.Low],
            ["ci_high"] = [lift.Lift?.Interval?.High],
            ["log_ratio"] = [lift.LogRatio],
            ["log_ratio_se"] = [lift.LogRatioStandardError],
        };
    }

    public static Answer Paired(ReferenceCase line)
    {
        var (control, treatment) = (line.Numbers("control"), line.Numbers("treatment"));
        var test = TTest.Paired(control, treatment);
        var ranks = SignedRank.Test(control, treatment);
        return new()
        {
            Status = test.Status,
            ["mean_diff"] = [test.Difference],
            ["t"] = [test.T],
            ["df"] = [test.DegreesOfFreedom],
            ["p_two_sided"] = [test.PTwoSided],
            ["ci_low"] = [test.Interval?.Low],
            ["ci_high"] = [test.Interval?.High],
            ["wilcoxon_w"] = [ranks.W],
            ["wilcoxon_exact_p"] = [ranks.P],
        };
    }

    public static Answer Tost(ReferenceCase line)
    {
        var test = EquivalenceTest.Welch(SampleSummary.From(line.Numbers("control")), SampleSummary.From(line.Numbers("treatment")), line.Number("low"), line.Number("high"));
        return new() { Status = test.Status, ["p"] = [test.P], ["p_lower"] = [test.PLower], ["p_upper"] = [test.PUpper] };
    }

    public static Answer NonInferiority(ReferenceCase line)
    {
        var test = EquivalenceTest.NonInferiority(
            SampleSummary.From(line.Numbers("control")),
            SampleSummary.From(line.Numbers("treatment")),
            line.Number("margin"),
            line.Inputs.GetProperty("lower_is_better").GetBoolean());
        return new() { Status = test.Status, ["p"] = [test.P], ["upper_bound_95"] = [test.Bound] };
    }

    public static Answer RankTests(ReferenceCase line)
    {
        var test = MannWhitney.Test(line.Numbers("control"), line.Numbers("treatment"));
        return new()
        {
            Status = test.Status,
            ["u_treatment"] = [test.U],
            ["auc"] = [test.Auc],
            ["rank_biserial"] = [2 * test.Auc - 1],
            ["p_asymptotic_cc"] = [test.P],
            ["p_asymptotic"] = [test.PWithoutContinuity],
            ["p_exact"] = [test.PExact],
            ["hodges_lehmann"] = [test.Shift],
            ["brunner_munzel_stat"] = [test.BrunnerMunzel],
            ["brunner_munzel_p"] = [test.PBrunnerMunzel],
            ["ks_stat"] = [KolmogorovSmirnov.Distance(line.Numbers("control"), line.Numbers("treatment"))],
        };
    }

    private static Answer TTests(SampleSummary control, SampleSummary treatment, double confidence)
    {
        var welch = TTest.Welch(control, treatment, confidence);
        var pooled = TTest.Pooled(control, treatment, confidence);
        var effect = EffectSize.Between(control, treatment, confidence);
        return new Answer
        {
            { "ci", welch.Interval },
            { "cohens_d_ci", effect.Interval },
            { "diff", welch.Difference },
            { "se", welch.StandardError },
            { "t", welch.T },
            { "df", welch.DegreesOfFreedom },
            { "p_two_sided", welch.PTwoSided },
            { "log10_p", welch.Log10P },
            { "p_greater", welch.PGreater },
            { "p_less", welch.PLess },
            { "cohens_d_pooled", effect.CohensD },
            { "hedges_j", effect.HedgesCorrection },
            { "hedges_g", effect.HedgesG },
            { "cohens_d_average_sd", effect.AverageDeviationD },
            { "pooled_t", pooled.T },
            { "pooled_df", pooled.DegreesOfFreedom },
            { "pooled_p", pooled.PTwoSided },
        }.With(welch.Status, ["cohens_d_ci_low", "cohens_d_ci_high", .. IntervalNames(welch)]);
    }

    /// <summary>Below eight degrees of freedom the table's t quantile is off in the ninth digit (30-digit arithmetic agrees with ours, see StudentTTests).</summary>
    private static string[] IntervalNames(TTestResult welch) => welch.DegreesOfFreedom < 8 ? ["ci_low", "ci_high"] : [];

    private static Answer With(this Answer numbers, StatisticStatus status, params string[] quadrature)
    {
        var answer = new Answer { Status = status };
        foreach (var (name, values) in numbers)
        {
            answer[name] = values;
        }

        answer.Quadrature.UnionWith(quadrature);
        return answer;
    }

    private static SampleSummary Summary(ReferenceCase line, string arm)
    {
        var value = line.Inputs.GetProperty(arm);
        return new(value.GetProperty("mean").GetDouble(), value.GetProperty("variance").GetDouble(), (long)value.GetProperty("n").GetDouble());
    }
}
