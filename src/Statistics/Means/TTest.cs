using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Means;

/// <summary>t tests of a difference of means. Welch's is the default everywhere: the pooled test is wrong when arms differ in size and spread.</summary>
public static class TTest
{
    /// <summary>Welch's test (1947, Satterthwaite's degrees of freedom) on raw observations.</summary>
    public static TTestResult Welch(ReadOnlySpan<double> control, ReadOnlySpan<double> treatment, double confidence = 0.95) =>
        Welch(SampleSummary.From(control), SampleSummary.From(treatment), confidence);

    /// <summary>Welch's test on summaries. Needs two observations in each arm and some variance in at least one.</summary>
    public static TTestResult Welch(SampleSummary control, SampleSummary treatment, double confidence = 0.95)
    {
        var status = SampleSummary.Check(control, treatment);
        var difference = treatment.Mean - control.Mean;
        return status != StatisticStatus.Ok
            ? TTestResult.Undefined(status, difference)
            : FromEstimate(difference, Math.Sqrt(control.SquaredStandardError + treatment.SquaredStandardError), Satterthwaite(control, treatment), confidence);
    }

    /// <summary>Student's pooled test: only for arms known to have one variance.</summary>
    public static TTestResult Pooled(SampleSummary control, SampleSummary treatment, double confidence = 0.95)
    {
        var status = SampleSummary.Check(control, treatment);
        var difference = treatment.Mean - control.Mean;
        return status != StatisticStatus.Ok
            ? TTestResult.Undefined(status, difference)
            : FromEstimate(difference, Math.Sqrt(EffectSize.PooledVariance(control, treatment) * (1.0 / control.Count + 1.0 / treatment.Count)), control.Count + treatment.Count - 2, confidence);
    }

    /// <summary>The paired test: one difference per pair (interleaved benchmark blocks, the same input on two targets).</summary>
    /// <remarks>Lists of unequal length are refused as invalid input.</remarks>
    public static TTestResult Paired(ReadOnlySpan<double> control, ReadOnlySpan<double> treatment, double confidence = 0.95)
    {
        if (control.Length != treatment.Length)
        {
            return TTestResult.Undefined(StatisticStatus.InvalidInput);
        }

        var differences = new double[control.Length];
        for (var i = 0; i < differences.Length; i++)
        {
            differences[i] = treatment[i] - control[i];
        }

        return OneSample(differences, confidence);
    }

    /// <summary>Tests whether a mean differs from zero.</summary>
    public static TTestResult OneSample(ReadOnlySpan<double> values, double confidence = 0.95)
    {
        var sample = SampleSummary.From(values);
        var status = sample.Count < 2 ? StatisticStatus.InsufficientData
            : !double.IsFinite(sample.Mean) || !double.IsFinite(sample.Variance) ? StatisticStatus.InvalidInput
            : sample.Variance > 0 ? StatisticStatus.Ok
            : sample.Mean == 0 ? StatisticStatus.DegenerateNoDifference : StatisticStatus.DegenerateZeroVariance;
        return status == StatisticStatus.Ok
            ? FromEstimate(sample.Mean, Math.Sqrt(sample.SquaredStandardError), sample.Count - 1, confidence)
            : TTestResult.Undefined(status, sample.Mean);
    }

    /// <summary>Judges an estimate with a known standard error and degrees of freedom.</summary>
    public static TTestResult FromEstimate(double estimate, double standardError, double degreesOfFreedom, double confidence = 0.95)
    {
        if (!double.IsFinite(estimate) || !(standardError > 0) || !double.IsFinite(standardError) || !(degreesOfFreedom > 0) || confidence is not (> 0 and < 1))
        {
            return TTestResult.Undefined(StatisticStatus.InvalidInput, estimate);
        }

        var t = estimate / standardError;
        var logTwoSided = Math.Min(0, Math.Log(2) + StudentT.LogSurvival(Math.Abs(t), degreesOfFreedom));
        return new()
        {
            Status = StatisticStatus.Ok,
            Difference = estimate,
            StandardError = standardError,
            T = t,
            DegreesOfFreedom = degreesOfFreedom,
            PTwoSided = Math.Exp(logTwoSided),
            Log10P = logTwoSided / Math.Log(10),
            PGreater = StudentT.Survival(t, degreesOfFreedom),
            PLess = StudentT.Survival(-t, degreesOfFreedom),
            Interval = ConfidenceInterval.Around(estimate, StudentT.UpperQuantile((1 - confidence) / 2, degreesOfFreedom) * standardError, confidence),
        };
    }

    internal static double Satterthwaite(SampleSummary control, SampleSummary treatment)
    {
        var (c, t) = (control.SquaredStandardError, treatment.SquaredStandardError);

        // Scaled by the sum, so that tiny or huge variances neither vanish nor overflow when squared.
        var (cs, ts) = (c / (c + t), t / (c + t));
        return 1 / (cs * cs / (control.Count - 1) + ts * ts / (treatment.Count - 1));
    }
}
