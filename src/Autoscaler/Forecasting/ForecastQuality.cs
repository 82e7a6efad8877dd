using ModelServing.Autoscaler.Forecasting.Intervals;

namespace ModelServing.Autoscaler.Forecasting;

/// <summary>How one horizon's forecasts have lately done, against persistence and against their own intervals.</summary>
internal sealed class ForecastQuality(double halfLife)
{
    private readonly double _discount = Math.Pow(0.5, 1 / halfLife);
    private double _error;
    private double _naiveError;
    private double _evidence;
    private double _covered;
    private double _bounded;

    /// <summary>How many forecasts have met their outcome.</summary>
    public int Scored { get; private set; }

    public double? LastError { get; private set; }

    public double? MeanError => _evidence > 0 ? _error / _evidence : null;

    /// <summary>The mean error relative to persistence; below 1 is better than naive.</summary>
    public double? RelativeError => _naiveError > 0 ? _error / _naiveError : null;

    /// <summary>The share of outcomes inside the interval.</summary>
    public double? Coverage => _bounded > 0 ? _covered / _bounded : null;

    public void Update(double forecast, double naive, Bounds? bounds, double actual)
    {
        Scored++;
        LastError = Math.Abs(forecast - actual);
        _error = (_error * _discount) + LastError.Value;
        _naiveError = (_naiveError * _discount) + Math.Abs(naive - actual);
        _evidence = (_evidence * _discount) + 1;
        if (bounds is { } given)
        {
            _covered = (_covered * _discount) + (given.Contain(actual) ? 1 : 0);
            _bounded = (_bounded * _discount) + 1;
        }
    }
}
