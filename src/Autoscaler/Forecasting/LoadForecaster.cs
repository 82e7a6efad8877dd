using ModelServing.Autoscaler.Forecasting.Experts;

namespace ModelServing.Autoscaler.Forecasting;

/// <summary>
/// Forecasts a load: SSA filters and cheap seasonal experts, weighed online by how well each has lately done, with an interval
/// calibrated on the combination's own errors. Causal: every answer depends on the past only.
/// </summary>
internal sealed class LoadForecaster
{
    /// <summary>Periods replayed to learn the weights; six half-lives forget the rest anyway.</summary>
    private const int ReplayedPeriods = 3;

    /// <summary>No forecast is above this multiple of what was ever seen.</summary>
    private const double Headroom = 3;

    private readonly ForecasterSettings _settings;
    private readonly SeriesHistory _history;
    private readonly IExpertFamily[] _families;
    private readonly HorizonForecaster[] _horizons;
    private readonly double[] _predictions;

    public LoadForecaster(ForecasterSettings settings)
    {
        _settings = settings;
        _history = new SeriesHistory(settings.Period, settings.Capacity);
        _families =
        [
            new LevelExperts(), new SeasonalExperts(), new ProfileExperts(), new WeeklyExperts(),
            new SsaExperts(settings.Window, settings.LongestHorizon),
        ];
        Experts = [.. _families.SelectMany(family => family.Names)];
        _horizons = [.. settings.Horizons.Select(horizon => new HorizonForecaster(horizon, Experts.Count, settings))];
        _predictions = new double[Experts.Count];
    }

    public IReadOnlyList<string> Experts { get; }

    public IReadOnlyList<HorizonForecaster> Horizons => _horizons;

    /// <summary>How many slots carried a value.</summary>
    public int Observations => _history.Observations;

    /// <summary>The forecast after the latest slot; empty while the history is too short to say anything.</summary>
    public IReadOnlyList<ForecastPoint> Forecast { get; private set; } = [];

    /// <summary>Reads a history: the last periods are replayed slot by slot, so that weights and intervals are earned out of sample.</summary>
    public void Learn(ReadOnlySpan<double> history)
    {
        // A forecaster at work has forecasts that wait for their outcome: it must not miss a slot.
        var remembered = _history.Count > 0 ? 0 : Math.Max(0, history.Length - (ReplayedPeriods * _settings.Period));
        foreach (var value in history[..remembered])
        {
            Remember(value);
        }

        foreach (var value in history[remembered..])
        {
            Observe(value);
        }
    }

    /// <summary>Takes the next slot's value, NaN for a gap, and forecasts from it.</summary>
    public void Observe(double value)
    {
        Remember(value);
        foreach (var horizon in _horizons)
        {
            horizon.Score(_history.Slots, value);
        }

        if (_history.Observations >= _settings.FewestObservations)
        {
            Forecast = Predict();
        }
    }

    private void Remember(double value)
    {
        _history.Add(value);
        if (_history.Count > 0)
        {
            foreach (var family in _families)
            {
                family.Observe(_history);
            }
        }
    }

    private ForecastPoint[] Predict()
    {
        var points = new ForecastPoint[_horizons.Length];
        foreach (var (i, horizon) in _horizons.Index())
        {
            var rest = _predictions.AsSpan();
            foreach (var family in _families)
            {
                family.Predict(_history, horizon.Horizon, rest[..family.Names.Count]);
                rest = rest[family.Names.Count..];
            }

            points[i] = horizon.Combine(_history.Slots, _predictions, Headroom * _history.Maximum);
        }

        return points;
    }
}
