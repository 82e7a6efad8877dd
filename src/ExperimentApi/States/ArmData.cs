namespace ModelServing.ExperimentApi.States;

/// <summary>What one arm did during one step.</summary>
/// <param name="Requests">Requests it answered, errors included.</param>
/// <param name="Errors">Requests it failed.</param>
/// <param name="Goal">The metric that decides.</param>
/// <param name="Latency">The time to answer, in ms, where it was measured.</param>
internal sealed record ArmData(long Requests, long Errors, Moments Goal, Moments Latency)
{
    public static ArmData None { get; } = new(0, 0, Moments.None, Moments.None);
}
