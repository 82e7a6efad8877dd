using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Whether a pod would make a part of the cluster hold too many more of its kind than another.</summary>
internal static class TopologySpread
{
    public const string MissingLabel = "node(s) didn't match pod topology spread constraints (missing required label)";

    private const string Refused = "node(s) didn't match pod topology spread constraints";

    public static bool IsUsedBy(V1Pod pod) => Required(pod).Any();

    public static string? Refusal(V1Pod pod, NodeView node, IReadOnlyList<NodeView> all)
    {
        var constraints = Required(pod).ToList();
        if (constraints.Exists(constraint => node.Domain(constraint.TopologyKey) is null))
        {
            return MissingLabel;
        }

        var eligible = all.Where(view => NodeAffinity.Matches(pod, view.Node) && constraints.TrueForAll(constraint => view.Domain(constraint.TopologyKey) is not null)).ToList();
        return constraints.Exists(constraint => Skews(constraint, pod, node, eligible)) ? Refused : null;
    }

    private static IEnumerable<V1TopologySpreadConstraint> Required(V1Pod pod) =>
        (pod.Spec.TopologySpreadConstraints ?? []).Where(constraint => constraint.WhenUnsatisfiable == "DoNotSchedule");

    private static bool Skews(V1TopologySpreadConstraint constraint, V1Pod pod, NodeView node, List<NodeView> eligible)
    {
        var counts = eligible
            .GroupBy(view => view.Domain(constraint.TopologyKey) ?? string.Empty)
            .ToDictionary(group => group.Key, group => group.SelectMany(view => view.Pods).Count(other => Counts(constraint, pod, other)));
        var least = counts.Count < (constraint.MinDomains ?? 1) || counts.Count == 0 ? 0 : counts.Values.Min();
        var here = counts.GetValueOrDefault(node.Domain(constraint.TopologyKey) ?? string.Empty);
        return here + (Finds(constraint, pod, pod) ? 1 : 0) - least > constraint.MaxSkew;
    }

    private static bool Counts(V1TopologySpreadConstraint constraint, V1Pod pod, V1Pod other) =>
        other.Metadata.NamespaceProperty == pod.Metadata.NamespaceProperty && other.Metadata.DeletionTimestamp is null && Finds(constraint, pod, other);

    private static bool Finds(V1TopologySpreadConstraint constraint, V1Pod pod, V1Pod other) =>
        constraint.LabelSelector.Matches(other.Metadata.Labels)
        && (constraint.MatchLabelKeys ?? []).All(key => Label(pod, key) is not { } value || Label(other, key) == value);

    private static string? Label(V1Pod pod, string key) => pod.Metadata.Labels?.TryGetValue(key, out var value) == true ? value : null;
}
