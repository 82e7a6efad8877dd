using ModelServing.Autoscaler.Forecasting;

namespace ModelServing.Autoscaler.Decisions;

/// <summary>
/// The load to provide for: today's level plus the growth forecast within the lead time. The level stays with the fresh measurement,
/// so a forecast can add capacity and never take away what the present needs.
/// </summary>
internal sealed record PredictedLoad(double Current, double Value, double? Upper)
{
    public static PredictedLoad From(double current, IReadOnlyList<ForecastPoint> forecast, int leadSlots)
    {
        var (growth, upper) = (0.0, (double?)null);
        foreach (var point in forecast)
        {
            if (point.Horizon <= leadSlots)
            {
                growth = Math.Max(growth, point.Value - current);
                upper = point.Interval is { } bounds ? Math.Max(upper ?? current, bounds.Upper) : upper;
            }
        }

        return new PredictedLoad(current, current + growth, upper);
    }
}
