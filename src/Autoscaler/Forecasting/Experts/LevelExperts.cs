namespace ModelServing.Autoscaler.Forecasting.Experts;

/// <summary>Persistence, moving averages and exponential smoothing: no season, no trend.</summary>
internal sealed class LevelExperts : IExpertFamily
{
    private static readonly int[] Averages = [3, 6, 12];
    private static readonly double[] Smoothing = [0.2, 0.5];

    private readonly double[] _levels = [double.NaN, double.NaN];

    public IReadOnlyList<string> Names { get; } = ["naive", "mean-3", "mean-6", "mean-12", "ewma-0.2", "ewma-0.5"];

    public void Observe(SeriesHistory history)
    {
        foreach (var (k, alpha) in Smoothing.Index())
        {
            var value = history.Back(0);
            _levels[k] = double.IsNaN(_levels[k]) ? value : _levels[k] + (alpha * (value - _levels[k]));
        }
    }

    public void Predict(SeriesHistory history, int horizon, Span<double> predictions)
    {
        predictions[0] = history.Back(0);
        foreach (var (k, count) in Averages.Index())
        {
            predictions[1 + k] = Mean(history, count);
        }

        _levels.CopyTo(predictions[(1 + Averages.Length)..]);
    }

    private static double Mean(SeriesHistory history, int count)
    {
        var sum = 0.0;
        for (var back = 0; back < count; back++)
        {
            sum += history.Back(back);
        }

        return sum / count;
    }
}
