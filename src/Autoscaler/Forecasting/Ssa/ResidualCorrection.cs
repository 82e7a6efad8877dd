using System.Numerics.Tensors;

namespace ModelServing.Autoscaler.Forecasting.Ssa;

/// <summary>
/// What a low-rank model leaves over is itself persistent: its last residual, damped by the residuals' lag-1 autocorrelation φ,
/// is added back as <c>φʰ e</c>. Without it SSA loses to the naive forecast one step ahead on nearly every real load.
/// </summary>
internal static class ResidualCorrection
{
    private const double MaximumPersistence = 0.99;

    /// <summary>φ for ranks 1, 2, …, <paramref name="maximumRank"/>, from the last-value residuals of all training windows.</summary>
    public static double[] Persistence(SsaDecomposition decomposition, int maximumRank)
    {
        var persistence = new double[maximumRank];
        var residuals = decomposition.Series[(decomposition.Window - 1)..].ToArray();
        for (var component = 0; component < maximumRank; component++)
        {
            var scores = decomposition.Scores(component);
            var weight = decomposition.Vector(component)[^1];
            for (var j = 0; j < residuals.Length; j++)
            {
                residuals[j] -= weight * scores[j];
            }

            persistence[component] = Autocorrelation(residuals);
        }

        return persistence;
    }

    public static double LastResidual(SsaModel model, ReadOnlySpan<double> window) => window[^1] - model.LastValue(model.Project(window));

    private static double Autocorrelation(ReadOnlySpan<double> values)
    {
        var product = TensorPrimitives.Dot(values[1..], values[..^1]);
        var square = TensorPrimitives.SumOfSquares(values);
        return square > 0 ? Math.Clamp(product / square, 0, MaximumPersistence) : 0;
    }
}
