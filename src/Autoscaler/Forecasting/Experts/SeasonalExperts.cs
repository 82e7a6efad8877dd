namespace ModelServing.Autoscaler.Forecasting.Experts;

/// <summary>Yesterday's value, as it was or moved to today's level, and the median of the last days.</summary>
internal sealed class SeasonalExperts : IExpertFamily
{
    private const double SmallestRatio = 0.2;
    private const double LargestRatio = 5;
    private const int Days = 4;

    private static readonly int[] Recent = [3, 12];

    public IReadOnlyList<string> Names { get; } =
        ["seasonal", "seasonal+3", "seasonal+12", "seasonal*3", "seasonal*12", "seasonal-median"];

    public void Observe(SeriesHistory history)
    {
    }

    public void Predict(SeriesHistory history, int horizon, Span<double> predictions)
    {
        var days = (horizon + history.Period - 1) / history.Period;
        var seasonal = history.Back((days * history.Period) - horizon);
        predictions[0] = seasonal;
        foreach (var (k, count) in Recent.Index())
        {
            var (now, before) = Levels(history, count);
            predictions[1 + k] = seasonal + ((now - before) / count);
            predictions[3 + k] = before > 0 ? seasonal * Math.Clamp(now / before, SmallestRatio, LargestRatio) : double.NaN;
        }

        predictions[5] = MedianOfDays(history, horizon, days);
    }

    private static (double Now, double Before) Levels(SeriesHistory history, int count)
    {
        var (now, before) = (0.0, 0.0);
        for (var back = 0; back < count; back++)
        {
            now += history.Back(back);
            before += history.Back(back + history.Period);
        }

        return (now, before);
    }

    private static double MedianOfDays(SeriesHistory history, int horizon, int firstDay)
    {
        Span<double> values = stackalloc double[Days];
        for (var day = 0; day < Days; day++)
        {
            values[day] = history.Back(((firstDay + day) * history.Period) - horizon);
        }

        if (double.IsNaN(values[^1]))
        {
            return double.NaN;
        }

        values.Sort();
        return (values[1] + values[2]) / 2;
    }
}
