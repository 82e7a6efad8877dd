namespace ModelServing.Statistics.Stationarity;

/// <summary>Geweke's diagnostic (1992): whether a series begins as it ends.</summary>
public static class Geweke
{
    private const int Batches = 10;

    /// <summary>
    /// How many standard errors the mean of the first tenth lies above that of the last half. The errors come from the means of ten batches, so that
    /// neighbours may depend on each other. Null when there are too few values; zero when nothing varies.
    /// </summary>
    public static double? Score(IReadOnlyList<double> values)
    {
        var tenth = values.Count / 10;
        if (tenth < Batches)
        {
            return null;
        }

        var (first, firstError) = BatchMeans(values, 0, tenth);
        var (last, lastError) = BatchMeans(values, values.Count / 2, values.Count - (values.Count / 2));
        var difference = first - last;
        var error = Math.Sqrt(firstError + lastError);
        return error > 0 ? difference / error : difference == 0 ? 0 : double.CopySign(double.PositiveInfinity, difference);
    }

    /// <summary>The mean of a stretch and that mean's squared error.</summary>
    private static (double Mean, double SquaredError) BatchMeans(IReadOnlyList<double> values, int start, int length)
    {
        var means = new double[Batches];
        for (var batch = 0; batch < Batches; batch++)
        {
            var (from, to) = (start + (length * batch / Batches), start + (length * (batch + 1) / Batches));
            for (var i = from; i < to; i++)
            {
                means[batch] += values[i] / (to - from);
            }
        }

        var mean = means.Average();
        return (mean, means.Sum(value => (value - mean) * (value - mean)) / (Batches - 1) / Batches);
    }
}
