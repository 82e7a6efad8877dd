using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Decides how many pods each replica set of a Deployment should have next.</summary>
internal static class RolloutPlan
{
    /// <summary>The sizes that differ from the present ones, by replica set name.</summary>
    public static Dictionary<string, int> Decide(V1DeploymentSpec spec, RolloutScale newest, IReadOnlyList<RolloutScale> older)
    {
        var replicas = spec.Replicas ?? 1;
        var sizes = IsRolling(spec) ? Roll(replicas, Limits(spec), newest, older) : Recreate(replicas, newest, older);
        return ((IEnumerable<RolloutScale>)[newest, .. older])
            .Where(scale => sizes[scale.Name] != scale.Replicas)
            .ToDictionary(scale => scale.Name, scale => sizes[scale.Name]);
    }

    /// <summary>The pods allowed beyond the wanted number, and the pods allowed to be missing.</summary>
    public static (int Surge, int Unavailable) Limits(V1DeploymentSpec spec)
    {
        var replicas = spec.Replicas ?? 1;
        if (!IsRolling(spec))
        {
            return (0, 0);
        }

        var rolling = spec.Strategy?.RollingUpdate;
        var surge = Resolve(rolling?.MaxSurge?.Value ?? "25%", replicas, up: true);
        var unavailable = Resolve(rolling?.MaxUnavailable?.Value ?? "25%", replicas, up: false);
        return (surge, Math.Min(replicas, surge == 0 && unavailable == 0 ? 1 : unavailable));
    }

    public static bool IsRolling(V1DeploymentSpec spec) => spec.Strategy?.Type != "Recreate";

    private static Dictionary<string, int> Recreate(int replicas, RolloutScale newest, IReadOnlyList<RolloutScale> older)
    {
        var sizes = older.ToDictionary(scale => scale.Name, _ => 0);
        sizes[newest.Name] = older.All(scale => scale.Replicas == 0) ? replicas : newest.Replicas;
        return sizes;
    }

    private static Dictionary<string, int> Roll(
        int replicas,
        (int Surge, int Unavailable) limits,
        RolloutScale newest,
        IReadOnlyList<RolloutScale> older)
    {
        var sizes = older.ToDictionary(scale => scale.Name, scale => scale.Replicas);
        var total = newest.Replicas + older.Sum(scale => scale.Replicas);
        sizes[newest.Name] = Math.Min(replicas, newest.Replicas + Math.Max(0, replicas + limits.Surge - total));
        if (sizes[newest.Name] != newest.Replicas)
        {
            // One step at a time: what the new pods replace is decided when they are counted.
            return sizes;
        }

        var wanted = replicas - limits.Unavailable;
        var removable = total - wanted - Math.Max(0, newest.Replicas - newest.Available);
        ShrinkUnhealthy(sizes, older, removable);
        ShrinkHealthy(sizes, older, Math.Min(removable, newest.Available + older.Sum(scale => scale.Available) - wanted));
        return sizes;
    }

    /// <summary>Old pods that serve nothing go first.</summary>
    private static void ShrinkUnhealthy(Dictionary<string, int> sizes, IReadOnlyList<RolloutScale> older, int removable)
    {
        foreach (var scale in older)
        {
            var count = Math.Clamp(scale.Replicas - scale.Available, 0, Math.Max(0, removable));
            sizes[scale.Name] -= count;
            removable -= count;
        }
    }

    private static void ShrinkHealthy(Dictionary<string, int> sizes, IReadOnlyList<RolloutScale> older, int removable)
    {
        foreach (var scale in older)
        {
            var count = Math.Clamp(sizes[scale.Name], 0, Math.Max(0, removable));
            sizes[scale.Name] -= count;
            removable -= count;
        }
    }

    private static int Resolve(string value, int replicas, bool up)
    {
        if (!value.EndsWith('%'))
        {
            return int.TryParse(value, out var number) ? number : 0;
        }

        var share = int.TryParse(value.AsSpan(0, value.Length - 1), out var percent) ? percent * replicas / 100.0 : 0;
        return (int)(up ? Math.Ceiling(share) : Math.Floor(share));
    }
}
