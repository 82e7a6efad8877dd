namespace ModelServing.Statistics.Means;

/// <summary>Relative change of a mean by the delta method.</summary>
public static class RelativeLift
{
    /// <summary>Estimates (treatment - control) / |control| with its uncertainty.</summary>
    public static RelativeLiftResult Between(SampleSummary control, SampleSummary treatment, double confidence = 0.95)
    {
        var status = SampleSummary.Check(control, treatment);
        if (status != StatisticStatus.Ok || control.Mean == 0)
        {
            return new() { Status = status == StatisticStatus.Ok ? StatisticStatus.BaselineZero : status };
        }

        var (m1, m2) = (control.Mean, treatment.Mean);
        var (v1, v2) = (control.SquaredStandardError, treatment.SquaredStandardError);
        var se = Math.Sqrt(v2 / (m1 * m1) + v1 * m2 * m2 / (m1 * m1 * m1 * m1));
        var positive = m1 > 0 && m2 > 0;
        return new()
        {
            Status = StatisticStatus.Ok,
            Lift = TTest.FromEstimate((m2 - m1) / Math.Abs(m1), se, TTest.Satterthwaite(control, treatment), confidence),
            LogRatio = positive ? Math.Log(m2 / m1) : null,
            LogRatioStandardError = m2 != 0 ? Math.Sqrt(v1 / (m1 * m1) + v2 / (m2 * m2)) : null,
            BaselineIsUncertain = Math.Abs(m1) < 5 * Math.Sqrt(v1),
        };
    }
}
