namespace ModelServing.ControlPlane.Discovery;

/// <summary>In which order clients hear of the groups: Kubernetes' own by their weight, those of definitions by name, metrics last.</summary>
internal static class GroupPriority
{
    private static readonly string[] Weighted =
    [
        "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io", "networking.k8s.io", "policy",
        "rbac.authorization.k8s.io", "storage.k8s.io", "admissionregistration.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io",
        "node.k8s.io", "discovery.k8s.io",
    ];

    public static IEnumerable<string> Sort(IEnumerable<string> groups) => groups.OrderBy(Rank).ThenBy(group => group, StringComparer.Ordinal);

    private static int Rank(string group) => group == MetricsKinds.Group ? int.MaxValue : Array.IndexOf(Weighted, group) is var rank and >= 0 ? rank : Weighted.Length;
}
