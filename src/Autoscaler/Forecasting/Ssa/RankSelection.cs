using System.Numerics.Tensors;

namespace ModelServing.Autoscaler.Forecasting.Ssa;

/// <summary>Chooses one rank by hold-out: fitted without the last values, scored by forecasting each of them from before.</summary>
/// <remarks>The aggregation weighs all ranks instead; this is for a single model, and for telling how much the weighing brings.</remarks>
internal static class RankSelection
{
    /// <summary>The mean absolute error of every rank over all horizons; a rank without a model scores infinity.</summary>
    public static double[] Score(ReadOnlySpan<double> series, int window, int held, IReadOnlyList<int> ranks, IReadOnlyList<int> horizons, double largestPole)
    {
        var decomposition = SsaDecomposition.Of(series[..^held], window);
        var scores = new double[ranks.Count];
        foreach (var (k, rank) in ranks.Index())
        {
            scores[k] = decomposition.TryModel(rank, out var model)
                ? Score(series, model.Stabilise(largestPole).Filters(horizons.Max()), held, horizons)
                : double.PositiveInfinity;
        }

        return scores;
    }

    private static double Score(ReadOnlySpan<double> series, double[][] filters, int held, IReadOnlyList<int> horizons)
    {
        var sum = 0.0;
        foreach (var horizon in horizons)
        {
            var filter = filters[horizon];
            for (var target = series.Length - held; target < series.Length; target++)
            {
                sum += Math.Abs(series[target] - TensorPrimitives.Dot(series.Slice(target - horizon - filter.Length + 1, filter.Length), filter));
            }
        }

        return sum / (held * horizons.Count);
    }
}
