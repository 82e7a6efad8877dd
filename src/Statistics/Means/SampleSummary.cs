namespace ModelServing.Statistics.Means;

/// <summary>What a test of means needs to know about one arm.</summary>
/// <param name="Mean">The arithmetic mean, in the metric's unit.</param>
/// <param name="Variance">The sample variance (n - 1 in the denominator), in the unit squared.</param>
/// <param name="Count">The number of independent observations.</param>
public readonly record struct SampleSummary(double Mean, double Variance, long Count)
{
    /// <summary>Gets the squared standard error of the mean.</summary>
    public double SquaredStandardError => Variance / Count;

    /// <summary>Summarizes observations in two passes: sums of squares would lose every digit at a large offset.</summary>
    public static SampleSummary From(ReadOnlySpan<double> values)
    {
        var count = values.Length;
        if (count == 0)
        {
            return new(double.NaN, double.NaN, 0);
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        var mean = sum / count;
        var (squares, drift) = (0.0, 0.0);
        foreach (var value in values)
        {
            var deviation = value - mean;
            squares += deviation * deviation;
            drift += deviation;
        }

        mean += drift / count;
        return new(mean, count < 2 ? double.NaN : Math.Max(0, squares - drift * drift / count) / (count - 1), count);
    }

    /// <summary>Recovers a summary from counters that a metrics store keeps: Σx, Σx² and n. Loses digits when the mean dwarfs the spread.</summary>
    public static SampleSummary FromSums(double sum, double sumOfSquares, long count)
    {
        var mean = sum / count;
        return new(mean, count < 2 ? double.NaN : Math.Max(0, sumOfSquares - sum * mean) / (count - 1), count);
    }

    /// <summary>Summarizes a share: what is one or zero varies by p (1 - p).</summary>
    public static SampleSummary FromProportion(double successes, long count)
    {
        var share = successes / count;
        return new(share, share * (1 - share), count);
    }

    internal static StatisticStatus Check(SampleSummary control, SampleSummary treatment)
    {
        if (control.Count < 2 || treatment.Count < 2)
        {
            return StatisticStatus.InsufficientData;
        }

        if (!control.IsFinite || !treatment.IsFinite)
        {
            return StatisticStatus.InvalidInput;
        }

        return control.Variance > 0 || treatment.Variance > 0 ? StatisticStatus.Ok
            : control.Mean == treatment.Mean ? StatisticStatus.DegenerateNoDifference : StatisticStatus.DegenerateZeroVariance;
    }

    private bool IsFinite => double.IsFinite(Mean) && double.IsFinite(Variance) && Variance >= 0;
}
