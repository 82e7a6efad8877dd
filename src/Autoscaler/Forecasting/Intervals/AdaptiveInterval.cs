namespace ModelServing.Autoscaler.Forecasting.Intervals;

/// <summary>
/// The prediction interval of one horizon: quantiles of past residuals, scaled by the forecast's square root, whose levels adapt to
/// how often the bounds were really missed (adaptive conformal inference, Gibbs and Candès, 2021).
/// </summary>
internal sealed class AdaptiveInterval(int window, double miscoverage, double rate = 0.01)
{
    /// <summary>Fewer residuals say nothing about a 5 % tail.</summary>
    private const int FewestResiduals = 20;

    private readonly SortedWindow _residuals = new(window);
    private double _lowerLevel = miscoverage / 2;
    private double _upperLevel = 1 - (miscoverage / 2);

    /// <summary>The bounds around a forecast, or null while there are too few residuals.</summary>
    public Bounds? Around(double forecast)
    {
        if (_residuals.Count < FewestResiduals)
        {
            return null;
        }

        var scale = Scale(forecast);
        return new Bounds(forecast + (_residuals.Quantile(_lowerLevel) * scale), forecast + (_residuals.Quantile(_upperLevel) * scale));
    }

    /// <summary>Takes note of what came after a forecast, and of whether its bounds held.</summary>
    public void Update(double forecast, Bounds? bounds, double actual)
    {
        _residuals.Add((actual - forecast) / Scale(forecast));
        if (bounds is { } given)
        {
            _lowerLevel += rate * ((miscoverage / 2) - (actual < given.Lower ? 1 : 0));
            _upperLevel -= rate * ((miscoverage / 2) - (actual > given.Upper ? 1 : 0));
        }
    }

    private static double Scale(double forecast) => Math.Sqrt(Math.Max(forecast, 1));
}
