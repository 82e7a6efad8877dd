using ModelServing.Statistics.Means;

namespace ModelServing.Statistics.Dependence;

/// <summary>Observations in the order of time tell each other's tale: what they are worth, and the error of their mean.</summary>
public static class SerialDependence
{
    /// <summary>The correlation of each observation with the next; null for a series that does not vary.</summary>
    public static double? LagOne(ReadOnlySpan<double> series) => Autocovariances(series, 1) is [> 0 and var variance, var next] ? next / variance : null;

    /// <summary>How many independent observations a series with this correlation is worth.</summary>
    public static double EffectiveCount(double count, double lagOne) => count * (1 - lagOne) / (1 + lagOne);

    /// <summary>The lag to look back by default, which grows slowly with the series.</summary>
    public static int DefaultLag(int count) => (int)Math.Floor(4 * Math.Pow(count / 100.0, 2.0 / 9));

    /// <summary>The variance of the mean times the number of observations, dependence included (Newey and West 1987); null for a series shorter than the lag.</summary>
    public static double? LongRunVariance(ReadOnlySpan<double> series, int lag)
    {
        if (lag < 0 || series.Length <= lag)
        {
            return null;
        }

        var covariances = Autocovariances(series, lag);
        var sum = covariances[0];
        for (var k = 1; k <= lag; k++)
        {
            sum += 2 * (1 - (k / (lag + 1.0))) * covariances[k];
        }

        return sum;
    }

    /// <summary>Means of successive batches; a rest that fills none is left out.</summary>
    public static double[] BatchMeans(ReadOnlySpan<double> series, int size)
    {
        var means = new double[size > 0 ? series.Length / size : 0];
        for (var batch = 0; batch < means.Length; batch++)
        {
            means[batch] = SampleSummary.From(series.Slice(batch * size, size)).Mean;
        }

        return means;
    }

    /// <summary>Compares the beginning of a series with its end (Geweke 1992): z far from zero says that it was not stationary. Null where either is too short or does not vary.</summary>
    public static double? Geweke(ReadOnlySpan<double> series, double first = 0.1, double last = 0.5)
    {
        var (head, tail) = ((int)(series.Length * first), (int)(series.Length * last));
        if (head < 3 || tail < 3 || head + tail > series.Length)
        {
            return null;
        }

        var begin = series[..head];
        var end = series[^tail..];
        var error = Math.Sqrt(SquaredError(begin) + SquaredError(end));
        return error > 0 ? (SampleSummary.From(end).Mean - SampleSummary.From(begin).Mean) / error : null;
    }

    private static double SquaredError(ReadOnlySpan<double> part) =>
        Math.Max(LongRunVariance(part, Math.Min(DefaultLag(part.Length), part.Length - 2)) ?? 0, SampleSummary.From(part).Variance) / part.Length;

    private static double[] Autocovariances(ReadOnlySpan<double> series, int lags)
    {
        var covariances = new double[lags + 1];
        var mean = SampleSummary.From(series).Mean;
        for (var lag = 0; lag <= lags; lag++)
        {
            for (var i = 0; i + lag < series.Length; i++)
            {
                covariances[lag] += (series[i] - mean) * (series[i + lag] - mean) / series.Length;
            }
        }

        return covariances;
    }
}
