using ModelServing.Statistics.Distributions;
using ModelServing.Statistics.Tests.Reference;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.Statistics.Tests;

public class ReferenceTableTests
{
    private static readonly Dictionary<string, Func<ReferenceCase, Answer>> Methods = new()
    {
        ["welch_t_raw"] = MeansMethods.WelchRaw,
        ["welch_t_summary"] = MeansMethods.WelchSummary,
        ["relative_lift"] = MeansMethods.RelativeLifts,
        ["paired_t"] = MeansMethods.Paired,
        ["tost_welch"] = MeansMethods.Tost,
        ["noninferiority_welch"] = MeansMethods.NonInferiority,
        ["mann_whitney"] = MeansMethods.RankTests,
        ["power_two_sample_t"] = PlanningMethods.PowerOfT,
        ["sample_size_two_sample_t"] = PlanningMethods.SampleSize,
        ["mde_two_sample_t"] = PlanningMethods.DetectableEffect,
        ["power_welch"] = PlanningMethods.PowerOfWelch,
        ["power_two_proportions_arcsine"] = PlanningMethods.Arcsine,
        ["noncentral_t_cdf"] = PlanningMethods.Noncentral,
        ["quantile_order_statistic_ci"] = PlanningMethods.QuantileRanks,
        ["quantile_min_n"] = PlanningMethods.QuantileMinimum,
        ["quantile_difference_from_cis"] = PlanningMethods.QuantileDifference,
        ["early_stopping_min_queries"] = PlanningMethods.EarlyStoppingTotals,
        ["early_stopping_estimate_rank"] = PlanningMethods.EarlyStoppingRanks,
        ["two_proportions"] = CountMethods.Proportions,
        ["poisson_two_rates"] = CountMethods.Rates,
        ["srm_chi_square"] = CountMethods.Split,
        ["srm_dirichlet_multinomial_evalue"] = CountMethods.SequentialSplit,
        ["multiple_testing"] = CountMethods.Multiple,
        ["asymptotic_confidence_sequence"] = CountMethods.Anytime,
        ["ratio_metric"] = EstimateMethods.Ratio,
        ["ratio_metric_difference"] = EstimateMethods.RatioDifference,
        ["harrell_davis"] = EstimateMethods.Quantiles,
        ["cuped"] = EstimateMethods.Cuped,
        ["autocorrelation"] = EstimateMethods.Dependence,
        ["bayes_beta_binomial"] = EstimateMethods.BetaBinomial,
        ["bayes_normal_normal"] = EstimateMethods.Normal,
        ["msprt_normal"] = SequentialMethods.Mixture,
        ["beta_binomial_confidence_sequence"] = SequentialMethods.Proportion,
        ["group_sequential_bounds"] = SequentialMethods.Looks,
        ["gbstats_case"] = SequentialMethods.Published,
        ["student_t_sf"] = line => CountMethods.Points(line, StudentT.Survival),
        ["student_t_ppf"] = line => CountMethods.Points(line, StudentT.Quantile),
        ["normal_sf"] = line => CountMethods.Points(line, (z, _) => StandardNormal.Survival(z)),
        ["normal_ppf"] = line => CountMethods.Points(line, (p, _) => StandardNormal.Quantile(p)),
        ["chi2_sf"] = line => CountMethods.Points(line, ChiSquare.Survival),
        ["beta_cdf"] = line => CountMethods.Points(line, BetaDistribution.Cdf),
        ["beta_ppf"] = line => CountMethods.Points(line, BetaDistribution.Quantile),
        ["binomial_cdf"] = CountMethods.BinomialPoints,
    };

    public static TheoryData<string> MethodNames => [.. Methods.Keys];

    [Theory]
    [MemberData(nameof(MethodNames))]
    public void Method_EveryCaseOfTheTable_AgreesWithinItsTolerance(string method)
    {
        var cases = ReferenceCase.Load(RepositoryPaths.InSharedData("stats", "stats-reference.json")).Where(line => line.Method == method).ToList();

        var answers = cases.ConvertAll(Methods[method].Invoke);

        Assert.NotEmpty(cases);
        Assert.Equal("", string.Join('\n', cases.Zip(answers).SelectMany(pair => pair.Second.Differences(pair.First))));
    }

    [Fact]
    public void Table_EveryCase_HasAMethodHere() =>
        Assert.Empty(ReferenceCase.Load(RepositoryPaths.InSharedData("stats", "stats-reference.json")).Select(line => line.Method).Distinct().Except(Methods.Keys));
}
