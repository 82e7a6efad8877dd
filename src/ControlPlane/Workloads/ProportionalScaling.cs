namespace ModelServing.ControlPlane.Workloads;

/// <summary>Spreads a change of scale in the middle of a rollout over the replica sets that have pods, each in proportion to its size.</summary>
internal static class ProportionalScaling
{
    /// <summary>Returns the sizes by name; those of <paramref name="sets"/> are in the order of their creation.</summary>
    public static Dictionary<string, int> Decide(int replicas, int surge, IReadOnlyList<RolloutScale> sets)
    {
        var most = replicas > 0 ? replicas + surge : 0;
        var total = sets.Sum(scale => scale.Replicas);
        var change = most - total;
        var ordered = Order(sets, change).ToList();
        var sizes = new Dictionary<string, int>();
        var spent = 0;
        foreach (var scale in ordered)
        {
            var share = change == 0 ? 0 : Share(scale, replicas, (double)most / (scale.MostBefore ?? total), change - spent);
            sizes[scale.Name] = scale.Replicas + share;
            spent += share;
        }

        // What rounding left over goes to the largest.
        if (ordered.Count > 0)
        {
            sizes[ordered[0].Name] = Math.Max(0, sizes[ordered[0].Name] + change - spent);
        }

        return sizes;
    }

    /// <summary>The largest first; of equals the newest is given pods first, and the oldest loses them first.</summary>
    private static IEnumerable<RolloutScale> Order(IReadOnlyList<RolloutScale> sets, int change) =>
        (change > 0 ? sets.Reverse() : sets).OrderByDescending(scale => scale.Replicas);

    private static int Share(RolloutScale scale, int replicas, double growth, int left)
    {
        if (scale.Replicas == 0 || left == 0)
        {
            return 0;
        }

        var wanted = replicas == 0
            ? -scale.Replicas
            : (int)Math.Round(scale.Replicas * growth, MidpointRounding.AwayFromZero) - scale.Replicas;
        return left > 0 ? Math.Clamp(wanted, 0, left) : Math.Clamp(wanted, left, 0);
    }
}
