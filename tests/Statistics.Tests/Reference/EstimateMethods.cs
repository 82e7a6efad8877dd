using ModelServing.Statistics.Bayes;
using ModelServing.Statistics.Dependence;
using ModelServing.Statistics.Means;
using ModelServing.Statistics.Quantiles;

namespace ModelServing.Statistics.Tests.Reference;

internal static class EstimateMethods
{
    public static Answer Ratio(ReferenceCase line)
    {
        var ratio = RatioOfSums.Of(line.Numbers("numerator"), line.Numbers("denominator"));
        return new() { ["ratio"] = [ratio.Ratio], ["variance_of_ratio"] = [ratio.Variance], ["se"] = [ratio.StandardError], ["cov"] = [ratio.Covariance] };
    }

    public static Answer RatioDifference(ReferenceCase line)
    {
        var test = RatioOfSums.Difference(Arm("control"), Arm("treatment"));
        return new() { ["diff"] = [test.Difference], ["se"] = [test.StandardError], ["z"] = [test.T], ["p_two_sided"] = [test.PTwoSided] };

        RatioOfSumsResult Arm(string name) => RatioOfSums.Of(
            ReferenceCase.ToNumbers(line.Inputs.GetProperty(name).GetProperty("numerator")), ReferenceCase.ToNumbers(line.Inputs.GetProperty(name).GetProperty("denominator")));
    }

    public static Answer Quantiles(ReferenceCase line)
    {
        var (data, quantile) = (line.Numbers("data"), line.Number("quantile"));
        return new()
        {
            ["estimate"] = [HarrellDavis.Estimate(data, quantile)],
            ["maritz_jarrett_se"] = [HarrellDavis.StandardError(data, quantile)],
            ["type7"] = [SampleQuantile.Interpolated(data, quantile)],
            ["nearest_rank"] = [SampleQuantile.NearestRank(data, quantile)],
        };
    }

    public static Answer Cuped(ReferenceCase line)
    {
        var result = CovariateAdjustment.Compare(line.Numbers("pre_control"), line.Numbers("post_control"), line.Numbers("pre_treatment"), line.Numbers("post_treatment"));
        return new()
        {
            ["theta"] = [result.Slope],
            ["correlation"] = [result.Correlation],
            ["diff"] = [result.Adjusted.Difference],
            ["se"] = [result.Adjusted.StandardError],
            ["p_two_sided"] = [result.Adjusted.PTwoSided],
            ["unadjusted_diff"] = [result.Unadjusted.Difference],
            ["unadjusted_p"] = [result.Unadjusted.PTwoSided],
            ["variance_ratio"] = [result.VarianceRatio],
        };
    }

    public static Answer Dependence(ReferenceCase line)
    {
        var (series, size) = (line.Numbers("series"), (int)line.Count("batch_size"));
        var lag = SerialDependence.LagOne(series);
        var variance = SerialDependence.LongRunVariance(series, (int)line.Count("newey_west_lag"));
        var batches = SerialDependence.BatchMeans(series, size);
        return new()
        {
            ["lag1"] = [lag],
            ["ess_ar1"] = [SerialDependence.EffectiveCount(series.Length, lag ?? 0)],
            ["newey_west_long_run_variance"] = [variance],
            ["newey_west_se"] = [Math.Sqrt(variance / series.Length ?? 0)],
            ["naive_se"] = [Math.Sqrt(SampleSummary.From(series).SquaredStandardError)],
            ["batch_means"] = [.. batches.Select(mean => (double?)mean)],
            ["batch_means_se"] = [Math.Sqrt(SampleSummary.From(batches).SquaredStandardError)],
        };
    }

    public static Answer BetaBinomial(ReferenceCase line)
    {
        var result = BetaBinomialComparison.Compare(
            line.Count("x_control"), line.Count("n_control"), line.Count("x_treatment"), line.Count("n_treatment"), line.Number("prior_a"), line.Number("prior_b"));
        return new()
        {
            ["prob_b_better"] = [result?.ProbabilityTreatmentIsHigher],
            ["expected_gain_choose_b"] = [result?.ExpectedGain],
            ["expected_loss_choose_b"] = [result?.ExpectedLoss],
            ["posterior_mean_a"] = [result?.ControlMean],
            ["posterior_mean_b"] = [result?.TreatmentMean],
            ["ci_a"] = [result?.Control.Low, result?.Control.High],
            ["ci_b"] = [result?.Treatment.Low, result?.Treatment.High],
        };
    }

    public static Answer Normal(ReferenceCase line)
    {
        var prior = line.Inputs.GetProperty("prior_variance");
        var posterior = NormalPosterior.Of(
            line.Number("estimate"), line.Number("se"), line.Number("prior_mean"), prior.ValueKind == System.Text.Json.JsonValueKind.Null ? null : prior.GetDouble());
        return new()
        {
            { "ci", posterior?.Interval() },
            { "mean", posterior?.Mean },
            { "sd", posterior?.Deviation },
            { "prob_positive", posterior?.ProbabilityPositive },
            { "expected_loss_ship", posterior?.ExpectedLossOfShipping },
            { "expected_loss_keep", posterior?.ExpectedLossOfKeeping },
        };
    }
}
