namespace ModelServing.Autoscaler.Forecasting.Intervals;

internal readonly record struct Bounds(double Lower, double Upper)
{
    public bool Contain(double value) => value >= Lower && value <= Upper;
}
