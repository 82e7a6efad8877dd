namespace ModelServing.Statistics.Stationarity;

/// <summary>Finds the start-up part of a series (MSER-5, White 1997): what to leave out so that the mean of the rest is known best.</summary>
public static class MarginalStandardError
{
    /// <summary>The values that are averaged before looking, which makes the rule insensitive to single ones.</summary>
    public const int BatchSize = 5;

    /// <summary>
    /// How many values at the start to leave out, or null when the series has no settled part: it is shorter than ten batches, or the best cut
    /// lies in its second half, where the few values left make any cut look good.
    /// </summary>
    public static int? Truncation(IReadOnlyList<double> values)
    {
        var batches = new double[values.Count / BatchSize];
        if (batches.Length < 10)
        {
            return null;
        }

        for (var batch = 0; batch < batches.Length; batch++)
        {
            for (var i = 0; i < BatchSize; i++)
            {
                batches[batch] += values[(batch * BatchSize) + i] / BatchSize;
            }
        }

        var best = BestCut(batches);
        return 2 * best < batches.Length ? best * BatchSize : null;
    }

    /// <summary>Goes from the end to the start, so that each cut's sum of squares follows from the one before.</summary>
    private static int BestCut(double[] batches)
    {
        var (mean, squares, count) = (0.0, 0.0, 0);
        var (best, least) = (0, double.PositiveInfinity);
        for (var cut = batches.Length - 1; cut >= 0; cut--)
        {
            count++;
            var delta = batches[cut] - mean;
            mean += delta / count;
            squares += delta * (batches[cut] - mean);
            var error = squares / ((double)count * count);
            if (count >= 5 && error <= least)
            {
                (best, least) = (cut, error);
            }
        }

        return best;
    }
}
