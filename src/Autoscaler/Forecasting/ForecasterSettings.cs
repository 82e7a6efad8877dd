namespace ModelServing.Autoscaler.Forecasting;

/// <summary>What a forecaster has to know about the series; nothing here is a tuning knob.</summary>
/// <param name="Period">Slots per season (a day).</param>
/// <param name="Horizons">The steps ahead to forecast, ascending.</param>
internal sealed record ForecasterSettings(int Period, IReadOnlyList<int> Horizons)
{
    /// <summary>The symmetric eigensolver's cost grows with the cube of the window.</summary>
    private const int LargestWindow = 288;

    /// <summary>SSA's window: a day, so that one window sees the whole season.</summary>
    public int Window { get; init; } = Math.Min(Period, LargestWindow);

    /// <summary>The share of outcomes that may fall outside the interval.</summary>
    public double Miscoverage { get; init; } = 0.05;

    /// <summary>Fewer observations than this and there is no forecast at all.</summary>
    public int FewestObservations { get; init; } = 12;

    public int LongestHorizon => Horizons[^1];

    public int Capacity => Math.Max(10 * Window, 10 * Period) + LongestHorizon;
}
