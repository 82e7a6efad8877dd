namespace ModelServing.Statistics.Means;

/// <summary>Removes from an outcome what a measurement from before the experiment explains of it (CUPED; Deng, Xu, Kohavi and Walker 2013).</summary>
public static class CovariateAdjustment
{
    /// <summary>Compares the arms after the adjustment. A covariate that does not vary explains nothing, and changes nothing.</summary>
    public static CovariateAdjustmentResult Compare(
        ReadOnlySpan<double> controlBefore, ReadOnlySpan<double> control, ReadOnlySpan<double> treatmentBefore, ReadOnlySpan<double> treatment, double confidence = 0.95)
    {
        if (controlBefore.Length != control.Length || treatmentBefore.Length != treatment.Length)
        {
            return new(TTestResult.Undefined(StatisticStatus.InvalidInput), TTestResult.Undefined(StatisticStatus.InvalidInput), 0, null, null);
        }

        double[] before = [.. controlBefore, .. treatmentBefore];
        double[] after = [.. control, .. treatment];
        var (x, y) = (SampleSummary.From(before), SampleSummary.From(after));
        var covariance = before.Length < 2 ? double.NaN : RatioOfSums.Covariance(before, x.Mean, after, y.Mean);

        // One slope for both arms: with one each, the adjustment itself could make a difference between them.
        var slope = x.Variance > 0 ? covariance / x.Variance : 0;
        var (left, right) = (Adjust(control, controlBefore, slope, x.Mean), Adjust(treatment, treatmentBefore, slope, x.Mean));
        var (plainLeft, plainRight) = (SampleSummary.From(control), SampleSummary.From(treatment));
        var spread = plainLeft.Variance + plainRight.Variance;
        return new(
            TTest.Welch(left, right, confidence),
            TTest.Welch(plainLeft, plainRight, confidence),
            slope,
            x.Variance > 0 && y.Variance > 0 ? covariance / Math.Sqrt(x.Variance * y.Variance) : null,
            spread > 0 ? (left.Variance + right.Variance) / spread : null);
    }

    private static SampleSummary Adjust(ReadOnlySpan<double> values, ReadOnlySpan<double> before, double slope, double centre)
    {
        var adjusted = new double[values.Length];
        for (var i = 0; i < adjusted.Length; i++)
        {
            adjusted[i] = values[i] - (slope * (before[i] - centre));
        }

        return SampleSummary.From(adjusted);
    }
}
