using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Discovery;

/// <summary>Kinds that are questions: created, answered, never stored.</summary>
internal sealed record ReviewKinds(string Group, string Plural, string Kind)
{
    public static IReadOnlyList<ReviewKinds> All { get; } =
    [
        new("authorization.k8s.io", "localsubjectaccessreviews", "LocalSubjectAccessReview") { Namespaced = true },
        new("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
        new("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview"),
        new("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview"),
        new("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview"),
        new("authentication.k8s.io", "tokenreviews", "TokenReview"),
    ];

    public bool Namespaced { get; private init; }

    public static IEnumerable<ReviewKinds> Of(string group, string version) => All.Where(review => review.Group == group && version == "v1");

    public JsonObject ToResource() => new()
    {
        ["name"] = Plural,
        ["singularName"] = Kind.ToLowerInvariant(),
        ["namespaced"] = Namespaced,
        ["kind"] = Kind,
        ["verbs"] = new JsonArray("create"),
    };
}
