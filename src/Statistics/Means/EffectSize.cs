using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Means;

/// <summary>How large a difference of means is beside the spread (Cohen 1988; Hedges 1981).</summary>
public static class EffectSize
{
    /// <summary>Computes d, g and an exact interval. With more than 10 million observations the interval is left out: it is d itself.</summary>
    public static EffectSizeResult Between(SampleSummary control, SampleSummary treatment, double confidence = 0.95)
    {
        var status = SampleSummary.Check(control, treatment);
        if (status != StatisticStatus.Ok)
        {
            return new() { Status = status };
        }

        var df = (double)(control.Count + treatment.Count - 2);
        var difference = treatment.Mean - control.Mean;
        var d = difference / Math.Sqrt(PooledVariance(control, treatment));
        var correction = Correction(df);
        return new()
        {
            Status = StatisticStatus.Ok,
            CohensD = d,
            HedgesCorrection = correction,
            HedgesG = d * correction,
            AverageDeviationD = difference / Math.Sqrt((control.Variance + treatment.Variance) / 2),
            Interval = df < 1e7 ? Exact(d, Math.Sqrt(1.0 / control.Count + 1.0 / treatment.Count), df, confidence) : null,
        };
    }

    internal static double PooledVariance(SampleSummary control, SampleSummary treatment) =>
        ((control.Count - 1) * control.Variance + (treatment.Count - 1) * treatment.Variance) / (control.Count + treatment.Count - 2);

    /// <summary>J = Γ(df/2) / (sqrt(df/2) Γ((df-1)/2)).</summary>
    private static double Correction(double df) => Math.Exp(LogGamma.HalfStep((df - 1) / 2) - 0.5 * Math.Log(df / 2));

    private static ConfidenceInterval Exact(double d, double scale, double df, double confidence)
    {
        var t = d / scale;
        var tail = (1 - confidence) / 2;
        return new(NoncentralT.NoncentralityAt(t, df, 1 - tail) * scale, NoncentralT.NoncentralityAt(t, df, tail) * scale, confidence);
    }
}
