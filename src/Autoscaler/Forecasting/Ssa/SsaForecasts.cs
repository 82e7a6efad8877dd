using System.Numerics.Tensors;

namespace ModelServing.Autoscaler.Forecasting.Ssa;

/// <summary>The forms of an SSA forecast; they agree on exact finite-rank series and differ on noise.</summary>
internal static class SsaForecasts
{
    /// <summary>The signal part of the training series: projections, averaged along the anti-diagonals.</summary>
    public static double[] Reconstruct(SsaModel model, ReadOnlySpan<double> series)
    {
        var sums = new double[series.Length];
        var columns = series.Length - model.Window + 1;
        for (var j = 0; j < columns; j++)
        {
            Accumulate(sums.AsSpan(j, model.Window), model.Expand(model.Project(series.Slice(j, model.Window))));
        }

        var longest = Math.Min(model.Window, columns);
        for (var n = 0; n < sums.Length; n++)
        {
            sums[n] /= Math.Min(longest, Math.Min(n + 1, sums.Length - n));
        }

        return sums;
    }

    /// <summary>The recurrence continued from the last L−1 of <paramref name="values"/>.</summary>
    public static double[] Recurrent(SsaModel model, ReadOnlySpan<double> values, int steps)
    {
        var recurrence = model.Recurrence();
        var continued = new double[recurrence.Length + steps];
        values[^recurrence.Length..].CopyTo(continued);
        for (var step = 0; step < steps; step++)
        {
            continued[recurrence.Length + step] = TensorPrimitives.Dot(continued.AsSpan(step, recurrence.Length), recurrence);
        }

        return continued[recurrence.Length..];
    }

    /// <summary>The last window's coordinates, shifted: equal to one dot product per step with the model's filters.</summary>
    public static double[] State(SsaModel model, ReadOnlySpan<double> series, int steps)
    {
        var coordinates = model.Project(series[^model.Window..]);
        var forecast = new double[steps];
        for (var step = 0; step < steps; step++)
        {
            coordinates = model.Shift * coordinates;
            forecast[step] = model.LastValue(coordinates);
        }

        return forecast;
    }

    /// <summary>The trajectory matrix continued by whole columns, then averaged along the anti-diagonals.</summary>
    public static double[] Vector(SsaModel model, ReadOnlySpan<double> series, int steps)
    {
        var window = model.Window;

        // The L columns that meet a value after the end of the series all lie after the last known column.
        var sums = new double[steps + (2 * window) - 2];
        var coordinates = model.Project(series[^window..]);
        for (var i = 0; i < steps + window - 1; i++)
        {
            coordinates = model.Shift * coordinates;
            Accumulate(sums.AsSpan(i, window), model.Expand(coordinates));
        }

        var forecast = sums.AsSpan(window - 1, steps).ToArray();
        TensorPrimitives.Divide(forecast, window, forecast);
        return forecast;
    }

    private static void Accumulate(Span<double> sums, ReadOnlySpan<double> column) => TensorPrimitives.Add(sums, column, sums);
}
