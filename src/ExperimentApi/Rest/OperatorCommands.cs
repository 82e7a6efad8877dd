using ModelServing.ExperimentApi.States;

namespace ModelServing.ExperimentApi.Rest;

/// <summary>What an operator may ask for, and when. Null means not now.</summary>
internal static class OperatorCommands
{
    public static ExperimentSnapshot? Start(ExperimentSnapshot snapshot, DateTimeOffset now) =>
        snapshot.State == ExperimentState.Draft ? snapshot.To(ExperimentState.Validating, now, "started by an operator") : null;

    public static ExperimentSnapshot? Pause(ExperimentSnapshot snapshot, DateTimeOffset now) =>
        snapshot.State is ExperimentState.Provisioning or ExperimentState.Ramping or ExperimentState.Holding
            ? snapshot.To(ExperimentState.Paused, now, "paused by an operator") with { PausedFrom = snapshot.State, WeightsSince = null, LastCounters = null }
            : null;

    public static ExperimentSnapshot? Resume(ExperimentSnapshot snapshot, DateTimeOffset now) =>
        snapshot is { State: ExperimentState.Paused, PausedFrom: { } from } ? snapshot.To(from, now, "resumed by an operator") with { PausedFrom = null } : null;

    public static ExperimentSnapshot? Promote(ExperimentSnapshot snapshot, DateTimeOffset now) =>
        snapshot.TreatmentBackend is not null
            && snapshot.State is ExperimentState.Ramping or ExperimentState.Holding or ExperimentState.Deciding or ExperimentState.Paused or ExperimentState.Inconclusive
            ? snapshot.To(ExperimentState.Promoting, now, "promoted by an operator")
            : null;

    public static ExperimentSnapshot? RollBack(ExperimentSnapshot snapshot, DateTimeOffset now) =>
        CanGoBack(snapshot) ? Decider.RollBack(snapshot, now, "rolled back by an operator") : null;

    public static ExperimentSnapshot? Cancel(ExperimentSnapshot snapshot, DateTimeOffset now) =>
        CanGoBack(snapshot) ? Decider.RollBack(snapshot, now, "cancelled by an operator", ExperimentState.Cancelled) : null;

    private static bool CanGoBack(ExperimentSnapshot snapshot) =>
        snapshot.IsLive && snapshot.State is not (ExperimentState.RollingBack or ExperimentState.Promoting);
}
