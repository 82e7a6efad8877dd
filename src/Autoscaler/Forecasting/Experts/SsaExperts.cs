namespace ModelServing.Autoscaler.Forecasting.Experts;

/// <summary>SSA filters of every rank on the raw and on the log scale, each with and without residual correction.</summary>
internal sealed class SsaExperts(int window, int longestHorizon) : IExpertFamily
{
    /// <summary>Below this window there is nothing to tell a season from noise by.</summary>
    private const int SmallestWindow = 6;

    /// <summary>Training values per window length: more history teaches yesterday's habits.</summary>
    private const int TrainingWindows = 10;

    private readonly SsaScale[] _scales =
    [
        new("ssa", value => value, value => value),
        new("ssa-log", value => Math.Log(1 + Math.Max(0, value)), value => Math.Exp(value) - 1),
    ];

    private string[]? _names;
    private int _nextFit;

    public IReadOnlyList<string> Names => _names ??= [.. _scales.SelectMany(scale => scale.Names)];

    public void Observe(SeriesHistory history)
    {
        if (history.Slots >= _nextFit)
        {
            Fit(history);
        }

        foreach (var scale in _scales)
        {
            scale.Observe(history.Filled);
        }
    }

    public void Predict(SeriesHistory history, int horizon, Span<double> predictions)
    {
        foreach (var scale in _scales)
        {
            scale.Predict(horizon, predictions[..scale.Names.Count]);
            predictions = predictions[scale.Names.Count..];
        }
    }

    /// <summary>A young series is fitted anew whenever it has grown by a quarter, a grown one once a period.</summary>
    private void Fit(SeriesHistory history)
    {
        var length = Math.Min(window, history.Count / 4);
        _nextFit = history.Slots + Math.Clamp(history.Slots / 4, 1, history.Period);
        if (length < SmallestWindow)
        {
            return;
        }

        var training = history.Filled[^Math.Min(history.Count, TrainingWindows * length)..];
        foreach (var scale in _scales)
        {
            scale.Fit(training, length, longestHorizon);
        }
    }
}
