namespace ModelServing.ExperimentApi.States;

internal static class Transitions
{
    /// <summary>Enters a state.</summary>
    public static ExperimentSnapshot To(this ExperimentSnapshot snapshot, ExperimentState state, DateTimeOffset now, string reason) =>
        snapshot with { State = state, Since = now, Reason = reason, Condition = "" };
}
