using ModelServing.Statistics.Distributions;
using ModelServing.Statistics.Multiplicity;
using ModelServing.Statistics.Proportions;
using ModelServing.Statistics.Sequential;
using ModelServing.Statistics.Traffic;

namespace ModelServing.Statistics.Tests.Reference;

internal static class CountMethods
{
    public static Answer Proportions(ReferenceCase line)
    {
        var (x1, n1, x2, n2) = (line.Count("x_control"), line.Count("n_control"), line.Count("x_treatment"), line.Count("n_treatment"));
        var test = TwoProportions.Compare(x1, n1, x2, n2);
        return new()
        {
            { "newcombe", test.Newcombe },
            { "agresti_caffo", test.AgrestiCaffo },
            { "diff", test.Difference },
            { "z_pooled", test.Z },
            { "p_z_pooled", test.PScore },
            { "p_fisher", test.PFisher },
            { "wilson_control", Ends(Proportion.Wilson(x1, n1)) },
            { "wilson_treatment", Ends(Proportion.Wilson(x2, n2)) },
            { "clopper_pearson_control", Ends(Proportion.ClopperPearson(x1, n1)) },
            { "clopper_pearson_treatment", Ends(Proportion.ClopperPearson(x2, n2)) },
        };
    }

    public static Answer Rates(ReferenceCase line)
    {
        var test = TwoRates.Compare(line.Count("count_control"), line.Number("exposure_control"), line.Count("count_treatment"), line.Number("exposure_treatment"));
        return new() { ["rate_ratio"] = [test.Ratio], ["p_score"] = [test.PScore], ["p_exact_cond"] = [test.PExact], ["p_wald"] = [test.PWald] };
    }

    public static Answer Split(ReferenceCase line)
    {
        var test = SampleRatio.Test(Observed(line), line.Numbers("weights"));
        return new() { Status = test.Status, ["chi2"] = [test.ChiSquare], ["df"] = [test.DegreesOfFreedom], ["p"] = [test.P], ["log10_p"] = [test.Log10P] };
    }

    public static Answer SequentialSplit(ReferenceCase line)
    {
        var log = SampleRatio.SequentialLogEvidence(Observed(line), line.Numbers("weights"), line.Number("concentration_per_arm"));
        return new() { ["log_evalue"] = [log], ["p_always_valid"] = [Math.Min(1, Math.Exp(-log ?? 0))] };
    }

    public static Answer Multiple(ReferenceCase line)
    {
        var p = line.Numbers("p_values");
        return new()
        {
            ["bonferroni"] = Nullable(PValueAdjustment.Bonferroni(p)),
            ["holm"] = Nullable(PValueAdjustment.Holm(p)),
            ["benjamini_hochberg"] = Nullable(PValueAdjustment.BenjaminiHochberg(p)),
            ["benjamini_yekutieli"] = Nullable(PValueAdjustment.BenjaminiYekutieli(p)),
        };
    }

    public static Answer Anytime(ReferenceCase line)
    {
        var (estimate, se, n, expected, alpha) = (line.Number("estimate"), line.Number("se"), line.Number("n_total"), line.Number("n_star"), line.Number("alpha"));
        var interval = ConfidenceSequence.Interval(estimate, se, n, expected, alpha);
        var oneSided = ConfidenceSequence.OneSidedHalfWidth(se, n, expected, alpha);
        return new()
        {
            { "ci", interval },
            { "rho", ConfidenceSequence.Rho(expected, alpha) },
            { "rho_one_sided", ConfidenceSequence.Rho(expected, 2 * alpha) },
            { "half_width", (interval?.High - interval?.Low) / 2 },
            { "half_width_over_fixed", (interval?.High - interval?.Low) / 2 / (se * StandardNormal.Quantile(1 - (alpha / 2))) },
            { "p_always_valid", ConfidenceSequence.PValue(estimate, se, n, expected, alpha) },
            { "one_sided_half_width", oneSided },
            { "lower_bound", estimate - oneSided },
            { "upper_bound", estimate + oneSided },
        };
    }

    public static Answer Points(ReferenceCase line, Func<double, double, double> function) =>
        new() { ["values"] = [.. Rows(line).Select(point => (double?)function(point[0].GetDouble(), point[1].ValueKind == System.Text.Json.JsonValueKind.Null ? 0 : point[1].GetDouble()))] };

    public static Answer Points(ReferenceCase line, Func<double, double, double, double> function) =>
        new() { ["values"] = [.. Rows(line).Select(point => (double?)function(point[0].GetDouble(), point[1][0].GetDouble(), point[1][1].GetDouble()))] };

    public static Answer BinomialPoints(ReferenceCase line) => Points(line, (k, n, p) => BinomialDistribution.Cdf((long)k, (long)n, p));

    private static System.Text.Json.JsonElement.ArrayEnumerator Rows(ReferenceCase line) => line.Inputs.GetProperty("points").EnumerateArray();

    private static long[] Observed(ReferenceCase line) => [.. line.Numbers("observed").Select(count => (long)count)];

    private static double?[] Nullable(double[] values) => [.. values.Select(value => (double?)value)];

    private static double?[] Ends(ConfidenceInterval? interval) => [interval?.Low, interval?.High];
}
