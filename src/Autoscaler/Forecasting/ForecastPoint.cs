using ModelServing.Autoscaler.Forecasting.Intervals;

namespace ModelServing.Autoscaler.Forecasting;

/// <summary>One step of a forecast; without bounds while too few errors are known to calibrate them.</summary>
internal sealed record ForecastPoint(int Horizon, double Value, Bounds? Interval);
