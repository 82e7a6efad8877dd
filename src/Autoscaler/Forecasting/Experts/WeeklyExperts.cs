namespace ModelServing.Autoscaler.Forecasting.Experts;

/// <summary>Last week's value, as it was or moved by how far this week has lately been from it.</summary>
internal sealed class WeeklyExperts : IExpertFamily
{
    private const int Days = 7;

    private static readonly double[] Smoothing = [0.3, 0.7];

    private readonly double[] _differences = new double[Smoothing.Length];

    public IReadOnlyList<string> Names { get; } = ["weekly", "weekly+0.3", "weekly+0.7"];

    public void Observe(SeriesHistory history)
    {
        var difference = history.Back(0) - history.Back(Days * history.Period);
        if (double.IsNaN(difference))
        {
            return;
        }

        foreach (var (k, alpha) in Smoothing.Index())
        {
            _differences[k] += alpha * (difference - _differences[k]);
        }
    }

    public void Predict(SeriesHistory history, int horizon, Span<double> predictions)
    {
        var week = Days * history.Period;
        var weeks = (horizon + week - 1) / week;
        var mature = history.Slots >= (Days + 1) * history.Period;
        var value = mature ? history.Back((weeks * week) - horizon) : double.NaN;
        predictions[0] = value;
        for (var k = 0; k < Smoothing.Length; k++)
        {
            predictions[1 + k] = value + _differences[k];
        }
    }
}
