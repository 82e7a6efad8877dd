using System.Numerics.Tensors;
using ModelServing.Autoscaler.Forecasting.Ssa;

namespace ModelServing.Autoscaler.Forecasting.Experts;

/// <summary>The SSA filters of one scale. Between fits a forecast is one dot product per rank and horizon with the last L values.</summary>
internal sealed class SsaScale
{
    private static readonly int[] Ranks = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40];

    private readonly Func<double, double> _to;
    private readonly Func<double, double> _from;
    private readonly SsaFilter?[] _filters = new SsaFilter?[Ranks.Length];
    private readonly double[] _residuals = new double[Ranks.Length];
    private double[] _latest = [];
    private double _mean;

    public SsaScale(string name, Func<double, double> to, Func<double, double> from)
    {
        _to = to;
        _from = from;
        Names = [.. Ranks.SelectMany(rank => new[] { $"{name}-{rank}", $"{name}-{rank}-corrected" })];
    }

    public IReadOnlyList<string> Names { get; }

    public void Fit(ReadOnlySpan<double> training, int window, int longestHorizon)
    {
        var values = new double[training.Length];
        for (var n = 0; n < values.Length; n++)
        {
            values[n] = _to(training[n]);
        }

        _mean = TensorPrimitives.Sum<double>(values) / values.Length;
        TensorPrimitives.Subtract(values, _mean, values);
        _latest = new double[window];
        var decomposition = SsaDecomposition.Of(values, window);
        var highest = Math.Min(Ranks[^1], Math.Min(decomposition.EffectiveRank, window - 1));
        var persistence = ResidualCorrection.Persistence(decomposition, highest);
        foreach (var (k, rank) in Ranks.Index())
        {
            _filters[k] = rank <= highest && decomposition.TryModel(rank, out var model)
                ? new SsaFilter(model.Stabilise(1).Filters(longestHorizon), persistence[rank - 1])
                : null;
        }
    }

    public void Observe(ReadOnlySpan<double> history)
    {
        var latest = history[^_latest.Length..];
        for (var n = 0; n < latest.Length; n++)
        {
            _latest[n] = _to(latest[n]) - _mean;
        }

        for (var k = 0; k < Ranks.Length; k++)
        {
            _residuals[k] = _filters[k] is { } filter ? _latest[^1] - TensorPrimitives.Dot<double>(_latest, filter.Steps[0]) : 0;
        }
    }

    public void Predict(int horizon, Span<double> predictions)
    {
        for (var k = 0; k < Ranks.Length; k++)
        {
            predictions[2 * k] = double.NaN;
            predictions[(2 * k) + 1] = double.NaN;
            if (_filters[k] is { } filter)
            {
                var signal = TensorPrimitives.Dot<double>(_latest, filter.Steps[horizon]) + _mean;
                predictions[2 * k] = _from(signal);
                predictions[(2 * k) + 1] = _from(signal + (Math.Pow(filter.Persistence, horizon) * _residuals[k]));
            }
        }
    }
}
