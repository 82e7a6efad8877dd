namespace ModelServing.ControlPlane.Workloads;

/// <summary>One replica set as a rollout sees it.</summary>
internal sealed record RolloutScale(string Name, int Replicas, int Available);
