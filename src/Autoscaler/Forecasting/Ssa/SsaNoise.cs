using System.Numerics.Tensors;

namespace ModelServing.Autoscaler.Forecasting.Ssa;

/// <summary>The noise around an SSA model: what the signal leaves over, and how its own innovations add up over the steps.</summary>
internal sealed record SsaNoise(double ObservationVariance, double InnovationVariance, IReadOnlyList<double> Impulses)
{
    public static SsaNoise Estimate(SsaModel model, ReadOnlySpan<double> series, int steps)
    {
        var signal = SsaForecasts.Reconstruct(model, series);
        var recurrence = model.Recurrence();
        var observation = new double[series.Length];
        TensorPrimitives.Subtract(series, signal, observation);
        var innovation = new double[series.Length - recurrence.Length];
        for (var n = 0; n < innovation.Length; n++)
        {
            innovation[n] = signal[n + recurrence.Length] - TensorPrimitives.Dot(signal.AsSpan(n, recurrence.Length), recurrence);
        }

        return new SsaNoise(Variance(observation, 0), Variance(innovation, recurrence.Length), ImpulseResponse(recurrence, steps));
    }

    /// <summary>The standard deviation of the forecast at steps 1…: <c>σ²_obs + σ²_innovation Σ ψ²</c>.</summary>
    public double[] Deviations()
    {
        var deviations = new double[Impulses.Count];
        var sum = 0.0;
        for (var step = 0; step < deviations.Length; step++)
        {
            sum += Impulses[step] * Impulses[step];
            deviations[step] = Math.Sqrt(ObservationVariance + (InnovationVariance * sum));
        }

        return deviations;
    }

    /// <summary>The variance with as many degrees of freedom spent as the recurrence has coefficients.</summary>
    private static double Variance(ReadOnlySpan<double> values, int parameters)
    {
        var mean = TensorPrimitives.Sum(values) / values.Length;
        var squares = TensorPrimitives.SumOfSquares(values) - (values.Length * mean * mean);
        return squares / Math.Max(1, values.Length - parameters);
    }

    private static double[] ImpulseResponse(double[] recurrence, int steps)
    {
        var response = new double[steps];
        response[0] = 1;
        for (var step = 1; step < steps; step++)
        {
            for (var back = 1; back <= Math.Min(step, recurrence.Length); back++)
            {
                response[step] += recurrence[^back] * response[step - back];
            }
        }

        return response;
    }
}
