namespace ModelServing.ControlPlane.Workloads;

/// <summary>One replica set as a rollout sees it.</summary>
internal sealed record RolloutScale(string Name, int Replicas, int Available)
{
    /// <summary>Gets the most pods that were allowed when it was last given pods, where that is known.</summary>
    public int? MostBefore { get; init; }
}
