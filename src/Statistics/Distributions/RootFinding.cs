namespace ModelServing.Statistics.Distributions;

internal static class RootFinding
{
    /// <summary>The root of an increasing function between two points, to the last bits of a double.</summary>
    public static double Bisect(Func<double, double> increasing, double low, double high)
    {
        for (var step = 0; step < 200 && high - low > 1e-15 * Math.Max(Math.Abs(low), Math.Abs(high)); step++)
        {
            var middle = low + (high - low) / 2;
            (low, high) = increasing(middle) < 0 ? (middle, high) : (low, middle);
        }

        return low + (high - low) / 2;
    }

    /// <summary>The smallest whole number in a range for which a monotone condition holds, or null.</summary>
    public static long? Smallest(long low, long high, Func<long, bool> holds)
    {
        if (!holds(high))
        {
            return null;
        }

        while (low < high)
        {
            var middle = low + (high - low) / 2;
            (low, high) = holds(middle) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
