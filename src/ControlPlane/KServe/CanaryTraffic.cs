using ModelServing.Kubernetes.Knative;

namespace ModelServing.ControlPlane.KServe;

/// <summary>
/// Splits a component's traffic between its newest ready revision and the last one that received everything, and remembers which that was.
/// </summary>
internal static class CanaryTraffic
{
    private const string PreviousTag = "prev";

    /// <summary>Applies the rules until nothing changes: what a chain of reconciliations ends with.</summary>
    public static (RolloutState State, List<TrafficTarget> Traffic) Settle(RolloutState state, long? canaryPercent, bool tagLatest = false)
    {
        var traffic = Split(state, canaryPercent, tagLatest);
        for (var next = Advance(state, traffic); next != state; next = Advance(state, traffic))
        {
            state = next;
            traffic = Split(state, canaryPercent, tagLatest);
        }

        return (state, traffic);
    }

    /// <summary>The shares, with names where the newest revision is meant; none while no revision was ever ready.</summary>
    public static List<TrafficTarget> Split(RolloutState state, long? canaryPercent, bool tagLatest)
    {
        if (state.LatestReady.Length == 0)
        {
            return [];
        }

        var split = canaryPercent is { } && state.LatestRolledout.Length > 0;
        var share = split ? canaryPercent ?? 100 : 100;
        var latest = new TrafficTarget { LatestRevision = true, RevisionName = state.LatestReady, Percent = share, Tag = tagLatest ? "latest" : null };
        return share == 100
            ? [latest]
            : [latest, new TrafficTarget { LatestRevision = false, RevisionName = state.LatestRolledout, Percent = 100 - share, Tag = PreviousTag }];
    }

    /// <summary>
    /// The newest revision that receives everything becomes the rolled-out one. When it is already, and a split now puts it beside itself,
    /// that is a roll-back: the one before counts again.
    /// </summary>
    public static RolloutState Advance(RolloutState state, IReadOnlyList<TrafficTarget> traffic)
    {
        var latest = traffic.FirstOrDefault(target => target.LatestRevision == true);
        if (latest is null)
        {
            return state;
        }

        if (state.LatestRolledout != state.LatestReady)
        {
            return latest.Percent == 100 ? state with { PreviousRolledout = state.LatestRolledout, LatestRolledout = state.LatestReady } : state;
        }

        var onLatest = traffic.Where(target => target.RevisionName == state.LatestReady).Sum(target => target.Percent ?? 0);
        var rolledBack = state.LatestReady == state.LatestCreated && latest.Percent < 100 && onLatest == 100;
        return rolledBack && state.PreviousRolledout.Length > 0 ? state with { LatestRolledout = state.PreviousRolledout } : state;
    }
}
