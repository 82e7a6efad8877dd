namespace ModelServing.Statistics.Ranks;

/// <summary>How far apart two distributions are at their furthest: it sees differences of shape that a test of location does not.</summary>
public static class KolmogorovSmirnov
{
    /// <summary>The largest distance of the two empirical distribution functions; null without observations.</summary>
    public static double? Distance(ReadOnlySpan<double> control, ReadOnlySpan<double> treatment)
    {
        var (left, right) = (control.ToArray(), treatment.ToArray());
        Array.Sort(left);
        Array.Sort(right);
        var (i, j, most) = (0, 0, 0.0);
        while (i < left.Length && j < right.Length)
        {
            var value = Math.Min(left[i], right[j]);
            while (i < left.Length && left[i] <= value)
            {
                i++;
            }

            while (j < right.Length && right[j] <= value)
            {
                j++;
            }

            most = Math.Max(most, Math.Abs(((double)i / left.Length) - ((double)j / right.Length)));
        }

        return left.Length == 0 || right.Length == 0 ? null : most;
    }
}
