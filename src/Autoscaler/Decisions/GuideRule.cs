using System.Globalization;

namespace ModelServing.Autoscaler.Decisions;

/// <summary>
/// Replicas = ⌈predicted load ÷ (capacity × target utilisation)⌉; up when that is more than 1.2 times what runs, down when it is less
/// than 0.7 times, otherwise hold.
/// </summary>
internal static class GuideRule
{
    private const double UpAbove = 1.2;
    private const double DownBelow = 0.7;

    public static Decision Decide(PredictedLoad load, int? current, ScalingLimits limits)
    {
        var desired = Desired(load.Value, limits);
        var seen = string.Create(
            CultureInfo.InvariantCulture,
            $"load {load.Current:0.##}, predicted {load.Value:0.##}, {limits.TargetLoad:0.##} per replica: {desired} wanted");
        return current switch
        {
            null => new Decision(ScalingDirection.Hold, null, desired, $"{seen}; the replicas are unknown"),
            0 => new Decision(ScalingDirection.Hold, 0, desired, $"{seen}; scaled to zero by hand, left alone"),
            var running when running < limits.Minimum => Up(running.Value, desired, $"{seen}; {running} is below the minimum {limits.Minimum}"),
            var running when running > limits.Maximum => Down(running.Value, limits.Maximum, $"{seen}; {running} is above the maximum {limits.Maximum}"),
            var running when desired > running * UpAbove => Up(running.Value, desired, $"{seen}, more than {UpAbove} × {running}"),
            var running when desired < running * DownBelow => Down(running.Value, desired, $"{seen}, less than {DownBelow} × {running}"),
            var running => new Decision(ScalingDirection.Hold, running, desired, $"{seen}, within {DownBelow}…{UpAbove} × {running}"),
        };
    }

    public static int Desired(double load, ScalingLimits limits)
    {
        var replicas = Math.Ceiling(load / limits.TargetLoad);
        return (int)Math.Clamp(replicas, Math.Max(1, limits.Minimum), limits.Maximum);
    }

    private static Decision Up(int current, int desired, string reason) => new(ScalingDirection.Up, current, desired, reason);

    private static Decision Down(int current, int desired, string reason) => new(ScalingDirection.Down, current, desired, reason);
}
