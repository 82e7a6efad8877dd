using System.Globalization;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Whether a node has the labels that a pod asks for: its node selector and one of the terms of its required affinity.</summary>
internal static class NodeAffinity
{
    public static bool Matches(V1Pod pod, V1Node node)
    {
        if (pod.Spec.NodeSelector is { Count: > 0 } selector && !Resources.Matches(selector, node.Metadata.Labels))
        {
            return false;
        }

        var required = pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
        return required is null || (required.NodeSelectorTerms ?? []).Any(term => Matches(term, node));
    }

    /// <summary>What the preferred terms are worth on a node.</summary>
    public static int Preference(V1Pod pod, V1Node node) =>
        (pod.Spec.Affinity?.NodeAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Where(term => Matches(term.Preference, node)).Sum(term => term.Weight);

    private static bool Matches(V1NodeSelectorTerm term, V1Node node)
    {
        var labels = node.Metadata.Labels ?? new Dictionary<string, string>();
        var fields = new Dictionary<string, string> { ["metadata.name"] = node.Metadata.Name };
        return (term.MatchExpressions is { Count: > 0 } || term.MatchFields is { Count: > 0 })
            && (term.MatchExpressions ?? []).All(requirement => Matches(requirement, labels))
            && (term.MatchFields ?? []).All(requirement => Matches(requirement, fields));
    }

    private static bool Matches(V1NodeSelectorRequirement requirement, IDictionary<string, string> labels) => requirement.OperatorProperty switch
    {
        "Gt" => Compare(labels.TryGetValue(requirement.Key, out var value) ? value : null, requirement) > 0,
        "Lt" => Compare(labels.TryGetValue(requirement.Key, out var value) ? value : null, requirement) < 0,
        var which => ObjectSelector.Matches(which, requirement.Key, requirement.Values, labels),
    };

    private static int Compare(string? value, V1NodeSelectorRequirement requirement) =>
        requirement.Values is [var limit] && Number(value) is { } number && Number(limit) is { } bound ? number.CompareTo(bound) : 0;

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
