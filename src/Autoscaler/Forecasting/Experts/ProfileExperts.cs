namespace ModelServing.Autoscaler.Forecasting.Experts;

/// <summary>The mean day plus (or times) how far the load has lately been from it.</summary>
internal sealed class ProfileExperts : IExpertFamily
{
    private const double SmallestRatio = 0.2;
    private const double LargestRatio = 5;

    private static readonly double[] Smoothing = [0.3, 0.7, 1];

    private readonly double[] _differences = new double[Smoothing.Length];
    private readonly double[] _ratios = [1, 1, 1];

    public IReadOnlyList<string> Names { get; } =
        ["profile+0.3", "profile+0.7", "profile+1", "profile*0.3", "profile*0.7", "profile*1"];

    public void Observe(SeriesHistory history)
    {
        var profile = history.Profile(0);
        if (double.IsNaN(profile))
        {
            return;
        }

        var value = history.Back(0);
        var ratio = profile > 0 ? Math.Clamp(value / profile, SmallestRatio, LargestRatio) : 1;
        foreach (var (k, alpha) in Smoothing.Index())
        {
            _differences[k] += alpha * (value - profile - _differences[k]);
            _ratios[k] += alpha * (ratio - _ratios[k]);
        }
    }

    public void Predict(SeriesHistory history, int horizon, Span<double> predictions)
    {
        var profile = history.Profile(horizon);
        for (var k = 0; k < Smoothing.Length; k++)
        {
            predictions[k] = profile + _differences[k];
            predictions[Smoothing.Length + k] = profile * _ratios[k];
        }
    }
}
