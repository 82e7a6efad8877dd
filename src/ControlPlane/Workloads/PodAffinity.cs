using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Whether a pod may share a part of the cluster with the pods that are there already.</summary>
internal static class PodAffinity
{
    public const string AffinityRefused = "node(s) didn't match pod affinity rules";

    private const string AntiAffinityRefused = "node(s) didn't match pod anti-affinity rules";
    private const string ExistingRefused = "node(s) didn't satisfy existing pods anti-affinity rules";

    public static bool IsUsedBy(V1Pod pod) => Required(pod.Spec.Affinity?.PodAffinity).Any() || Required(pod.Spec.Affinity?.PodAntiAffinity).Any();

    public static string? Refusal(V1Pod pod, NodeView node, IReadOnlyList<NodeView> all)
    {
        if (Required(pod.Spec.Affinity?.PodAffinity).Any(term => !Attracts(term, pod, node, all)))
        {
            return AffinityRefused;
        }

        if (Required(pod.Spec.Affinity?.PodAntiAffinity).Any(term => Neighbours(term.TopologyKey, node, all).Any(other => Finds(term, pod, other))))
        {
            return AntiAffinityRefused;
        }

        var repelled = from view in all
                       from other in view.Pods
                       from term in Required(other.Spec.Affinity?.PodAntiAffinity)
                       where view.Domain(term.TopologyKey) is { } domain && domain == node.Domain(term.TopologyKey) && Finds(term, other, pod)
                       select other;
        return repelled.Any() ? ExistingRefused : null;
    }

    /// <summary>What the preferred terms are worth on a node.</summary>
    public static int Preference(V1Pod pod, NodeView node, IReadOnlyList<NodeView> all)
    {
        int Worth(IList<V1WeightedPodAffinityTerm>? terms) => (terms ?? []).Sum(term =>
            term.Weight * Neighbours(term.PodAffinityTerm.TopologyKey, node, all).Count(other => Finds(term.PodAffinityTerm, pod, other)));
        return Worth(pod.Spec.Affinity?.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution)
            - Worth(pod.Spec.Affinity?.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution);
    }

    private static IList<V1PodAffinityTerm> Required(V1PodAffinity? affinity) => affinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? [];

    private static IList<V1PodAffinityTerm> Required(V1PodAntiAffinity? affinity) => affinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? [];

    /// <summary>The first of a group whose pods want to be together has nobody to join: it may go anywhere.</summary>
    private static bool Attracts(V1PodAffinityTerm term, V1Pod pod, NodeView node, IReadOnlyList<NodeView> all) =>
        node.Domain(term.TopologyKey) is not null
        && (Neighbours(term.TopologyKey, node, all).Any(other => Finds(term, pod, other))
            || (Finds(term, pod, pod) && !all.SelectMany(view => view.Pods).Any(other => Finds(term, pod, other))));

    private static IEnumerable<V1Pod> Neighbours(string topologyKey, NodeView node, IReadOnlyList<NodeView> all) =>
        node.Domain(topologyKey) is { } domain ? all.Where(view => view.Domain(topologyKey) == domain).SelectMany(view => view.Pods) : [];

    private static bool Finds(V1PodAffinityTerm term, V1Pod owner, V1Pod other)
    {
        // Namespaces have no labels that a selector could tell apart here, but the empty selector stands for all of them.
        var named = term.Namespaces is { Count: > 0 } || term.NamespaceSelector is not null
            ? term.Namespaces?.Contains(other.Metadata.NamespaceProperty) == true || term.NamespaceSelector is { MatchLabels: null or { Count: 0 }, MatchExpressions: null or { Count: 0 } }
            : other.Metadata.NamespaceProperty == owner.Metadata.NamespaceProperty;
        return named && term.LabelSelector.Matches(other.Metadata.Labels);
    }
}
