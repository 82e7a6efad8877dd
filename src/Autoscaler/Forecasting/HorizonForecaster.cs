using ModelServing.Autoscaler.Forecasting.Experts;
using ModelServing.Autoscaler.Forecasting.Intervals;

namespace ModelServing.Autoscaler.Forecasting;

/// <summary>One horizon: what the experts said at recent origins, how they are weighed, and the interval around their verdict.</summary>
internal sealed class HorizonForecaster
{
    private readonly ExpertWeights _weights;
    private readonly AdaptiveInterval _interval;
    private readonly double[][] _said;
    private readonly ForecastPoint?[] _points;
    private readonly double[] _scratch;

    public HorizonForecaster(int horizon, int experts, ForecasterSettings settings)
    {
        Horizon = horizon;
        var halfLife = Math.Max(6, settings.Period / 2.0);
        _weights = new ExpertWeights(experts, halfLife);
        _interval = new AdaptiveInterval(Math.Max(40, 2 * settings.Period), settings.Miscoverage);
        _said = [.. Enumerable.Range(0, horizon).Select(_ => new double[experts])];
        _points = new ForecastPoint?[horizon];
        _scratch = new double[experts];
        Quality = new ForecastQuality(halfLife);
    }

    public int Horizon { get; }

    public ForecastQuality Quality { get; }

    /// <summary>The expert shares behind the latest forecast; empty before the first error is known.</summary>
    public double[] Shares { get; private set; } = [];

    /// <summary>Scores what was said one horizon before <paramref name="slot"/>; a gap scores nothing.</summary>
    public void Score(int slot, double actual)
    {
        var index = slot % Horizon;
        if (_points[index] is { } point && double.IsFinite(actual))
        {
            _weights.Update(_said[index], actual);
            _interval.Update(point.Value, point.Interval, actual);
            Quality.Update(point.Value, _said[index][0], point.Interval, actual);
        }

        _points[index] = null;
    }

    /// <summary>Combines what the experts say at <paramref name="slot"/>, clipped to <c>[0, ceiling]</c>.</summary>
    public ForecastPoint Combine(int slot, ReadOnlySpan<double> predictions, double ceiling)
    {
        var said = _said[slot % Horizon];
        for (var k = 0; k < said.Length; k++)
        {
            said[k] = double.IsFinite(predictions[k]) ? Math.Clamp(predictions[k], 0, ceiling) : double.NaN;
        }

        var value = Combine(said);
        var point = new ForecastPoint(Horizon, value, _interval.Around(value));
        _points[slot % Horizon] = point;
        return point;
    }

    private double Combine(double[] said)
    {
        if (!_weights.TryWeigh(said, _scratch))
        {
            Shares = [];
            return Median(said);
        }

        Shares = _scratch;
        var value = 0.0;
        for (var k = 0; k < said.Length; k++)
        {
            value += _scratch[k] > 0 ? _scratch[k] * said[k] : 0;
        }

        return value;
    }

    private static double Median(double[] said)
    {
        double[] speaking = [.. said.Where(double.IsFinite).Order()];
        return (speaking[(speaking.Length - 1) / 2] + speaking[speaking.Length / 2]) / 2;
    }
}
