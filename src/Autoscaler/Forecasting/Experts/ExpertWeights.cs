using System.Numerics.Tensors;

namespace ModelServing.Autoscaler.Forecasting.Experts;

/// <summary>
/// Online weights of one horizon: the discounted mean absolute error of each expert to the power −8, from errors known by now.
/// </summary>
internal sealed class ExpertWeights
{
    private const double Power = 8;
    private const double Tiny = 1e-12;

    private readonly double[] _errors;
    private readonly double[] _evidence;
    private readonly double _discount;

    public ExpertWeights(int experts, double halfLife)
    {
        _errors = new double[experts];
        _evidence = new double[experts];
        _discount = Math.Pow(0.5, 1 / halfLife);
    }

    /// <summary>Scores predictions made one horizon ago against what came.</summary>
    public void Update(ReadOnlySpan<double> predictions, double actual)
    {
        for (var k = 0; k < predictions.Length; k++)
        {
            if (double.IsFinite(predictions[k]))
            {
                _errors[k] = (_errors[k] * _discount) + Math.Abs(predictions[k] - actual);
                _evidence[k] = (_evidence[k] * _discount) + 1;
            }
        }
    }

    /// <summary>Writes the normalised weights of the experts that speak now; false when none of them has been scored.</summary>
    /// <remarks>An expert with less than half of the longest record is on probation: one lucky hit would rule at power 8.</remarks>
    public bool TryWeigh(ReadOnlySpan<double> predictions, Span<double> weights)
    {
        weights.Clear();
        var longest = Longest(predictions);
        if (longest <= 0)
        {
            return false;
        }

        var best = double.PositiveInfinity;
        for (var k = 0; k < predictions.Length; k++)
        {
            best = Eligible(predictions, k, longest) ? Math.Min(best, Error(k)) : best;
        }

        var sum = 0.0;
        for (var k = 0; k < predictions.Length; k++)
        {
            weights[k] = Eligible(predictions, k, longest) ? Math.Pow(best / Error(k), Power) : 0;
            sum += weights[k];
        }

        TensorPrimitives.Divide(weights, sum, weights);
        return true;
    }

    private double Longest(ReadOnlySpan<double> predictions)
    {
        var longest = 0.0;
        for (var k = 0; k < predictions.Length; k++)
        {
            longest = double.IsFinite(predictions[k]) ? Math.Max(longest, _evidence[k]) : longest;
        }

        return longest;
    }

    private bool Eligible(ReadOnlySpan<double> predictions, int k, double longest) =>
        double.IsFinite(predictions[k]) && _evidence[k] >= longest / 2;

    private double Error(int k) => (_errors[k] / _evidence[k]) + Tiny;
}
