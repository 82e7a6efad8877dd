using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Discovery;

/// <summary>Kinds that are questions: created, answered, never stored.</summary>
internal sealed record ReviewKinds(string Group, string Plural, string Kind)
{
    public static IReadOnlyList<ReviewKinds> All { get; } =
    [
        new("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
        new("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview"),
        new("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview"),
    ];

    public static IEnumerable<ReviewKinds> Of(string group, string version) => All.Where(review => review.Group == group && version == "v1");

    public JsonObject ToResource() => new()
    {
        ["name"] = Plural,
        ["singularName"] = Kind.ToLowerInvariant(),
        ["namespaced"] = false,
        ["kind"] = Kind,
        ["verbs"] = new JsonArray("create"),
    };
}
