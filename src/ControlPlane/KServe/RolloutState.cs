namespace ModelServing.ControlPlane.KServe;

/// <summary>What a component remembers of its revisions; empty names are none yet.</summary>
internal sealed record RolloutState(string LatestCreated, string LatestReady, string LatestRolledout, string PreviousRolledout);
