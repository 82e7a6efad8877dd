using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Whether labels satisfy a selector of an object, its equalities and its expressions alike.</summary>
internal static class ObjectSelector
{
    /// <summary>An empty selector finds everything, an absent one nothing.</summary>
    public static bool Matches(this V1LabelSelector? selector, IDictionary<string, string>? labels) =>
        selector is not null
        && (selector.MatchLabels ?? new Dictionary<string, string>()).All(pair => labels is not null && labels.TryGetValue(pair.Key, out var value) && value == pair.Value)
        && (selector.MatchExpressions ?? []).All(requirement => Matches(requirement, labels ?? new Dictionary<string, string>()));

    private static bool Matches(V1LabelSelectorRequirement requirement, IDictionary<string, string> labels)
    {
        var present = labels.TryGetValue(requirement.Key, out var value);
        return requirement.OperatorProperty switch
        {
            "In" => present && requirement.Values.Contains(value),
            "NotIn" => !present || !requirement.Values.Contains(value),
            "Exists" => present,
            "DoesNotExist" => !present,
            _ => false,
        };
    }
}
