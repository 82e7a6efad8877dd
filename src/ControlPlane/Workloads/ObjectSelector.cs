using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Whether labels satisfy a selector of an object, its equalities and its expressions alike.</summary>
internal static class ObjectSelector
{
    /// <summary>An empty selector finds everything, an absent one nothing.</summary>
    public static bool Matches(this V1LabelSelector? selector, IDictionary<string, string>? labels) =>
        selector is not null
        && (selector.MatchLabels ?? new Dictionary<string, string>()).All(pair => labels is not null && labels.TryGetValue(pair.Key, out var value) && value == pair.Value)
        && (selector.MatchExpressions ?? []).All(requirement => Matches(requirement.OperatorProperty, requirement.Key, requirement.Values, labels ?? new Dictionary<string, string>()));

    /// <summary>One requirement, by the four operators that selectors of labels and of nodes share; another operator finds nothing.</summary>
    public static bool Matches(string which, string key, IList<string>? values, IDictionary<string, string> labels)
    {
        var present = labels.TryGetValue(key, out var value);
        return which switch
        {
            "In" => present && values?.Contains(value!) == true, // present
            "NotIn" => !present || values?.Contains(value!) != true, // present
            "Exists" => present,
            "DoesNotExist" => !present,
            _ => false,
        };
    }
}
