namespace ModelServing.Statistics.Multiplicity;

/// <summary>p-values corrected for having asked several questions at once; results keep the order of the input.</summary>
public static class PValueAdjustment
{
    /// <summary>Bonferroni: bounds the chance of any false claim; never more powerful than <see cref="Holm"/>.</summary>
    public static double[] Bonferroni(ReadOnlySpan<double> pValues)
    {
        var adjusted = new double[pValues.Length];
        for (var i = 0; i < adjusted.Length; i++)
        {
            adjusted[i] = Math.Min(1, pValues[i] * adjusted.Length);
        }

        return adjusted;
    }

    /// <summary>Holm (1979): bounds the chance of any false claim, under any dependence.</summary>
    public static double[] Holm(ReadOnlySpan<double> pValues)
    {
        var order = Order(pValues);
        var adjusted = new double[pValues.Length];
        var running = 0.0;
        for (var rank = 0; rank < order.Length; rank++)
        {
            running = Math.Max(running, Math.Min(1, pValues[order[rank]] * (order.Length - rank)));
            adjusted[order[rank]] = running;
        }

        return adjusted;
    }

    /// <summary>Benjamini and Hochberg (1995): bounds the share of false claims, for independent or positively dependent tests.</summary>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> pValues) => StepUp(pValues, 1);

    /// <summary>Benjamini and Yekutieli (2001): as <see cref="BenjaminiHochberg"/> under any dependence.</summary>
    public static double[] BenjaminiYekutieli(ReadOnlySpan<double> pValues)
    {
        var harmonic = 0.0;
        for (var i = 1; i <= pValues.Length; i++)
        {
            harmonic += 1.0 / i;
        }

        return StepUp(pValues, harmonic);
    }

    private static double[] StepUp(ReadOnlySpan<double> pValues, double factor)
    {
        var order = Order(pValues);
        var adjusted = new double[pValues.Length];
        var running = 1.0;
        for (var rank = order.Length - 1; rank >= 0; rank--)
        {
            running = Math.Min(running, pValues[order[rank]] * factor * order.Length / (rank + 1));
            adjusted[order[rank]] = running;
        }

        return adjusted;
    }

    private static int[] Order(ReadOnlySpan<double> pValues)
    {
        var keys = pValues.ToArray();
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(keys, order);
        return order;
    }
}
