namespace ModelServing.Statistics.Means;

/// <summary>A ratio of two sums, as errors per request, when neither is an independent observation: clusters are (one scrape interval, one block).</summary>
public static class RatioOfSums
{
    /// <summary>Estimates the ratio with its variance by the delta method. Needs two clusters and a denominator that is not zero.</summary>
    public static RatioOfSumsResult Of(ReadOnlySpan<double> numerators, ReadOnlySpan<double> denominators)
    {
        if (numerators.Length != denominators.Length)
        {
            return new(StatisticStatus.InvalidInput, null, null, null);
        }

        var (y, x) = (SampleSummary.From(numerators), SampleSummary.From(denominators));
        if (y.Count < 2 || x.Mean == 0)
        {
            return new(y.Count < 2 ? StatisticStatus.InsufficientData : StatisticStatus.BaselineZero, null, null, null);
        }

        var covariance = Covariance(numerators, y.Mean, denominators, x.Mean);
        var ratio = y.Mean / x.Mean;
        var variance = (y.Variance - (2 * ratio * covariance) + (ratio * ratio * x.Variance)) / (y.Count * x.Mean * x.Mean);
        return double.IsFinite(variance) ? new(StatisticStatus.Ok, ratio, Math.Max(0, variance), covariance) : new(StatisticStatus.InvalidInput, null, null, null);
    }

    /// <summary>Compares two ratios whose clusters are independent of each other.</summary>
    public static TTestResult Difference(RatioOfSumsResult control, RatioOfSumsResult treatment, double confidence = 0.95)
    {
        if (control.Variance is not { } left || treatment.Variance is not { } right)
        {
            return TTestResult.Undefined(control.Variance is null ? control.Status : treatment.Status);
        }

        const double normal = 1e12;
        return TTest.FromEstimate((treatment.Ratio - control.Ratio) ?? double.NaN, Math.Sqrt(left + right), normal, confidence);
    }

    internal static double Covariance(ReadOnlySpan<double> left, double leftMean, ReadOnlySpan<double> right, double rightMean)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += (left[i] - leftMean) * (right[i] - rightMean);
        }

        return sum / (left.Length - 1);
    }
}
