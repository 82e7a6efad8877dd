using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Security;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>
/// Nobody gives away what he does not hold, unless he may <c>escalate</c> roles or <c>bind</c> them. What the control plane itself
/// writes comes without a request and is not asked about.
/// </summary>
internal sealed class EscalationRules(Authorizer authorizer, IHttpContextAccessor http) : IAdmission
{
    public bool AppliesTo(ResourceDefinition resource) => resource.Group == PolicyIndex.ApiGroup;

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete || http.HttpContext?.Features.Get<UserInfo>() is not { IsMaster: false } user)
        {
            return null;
        }

        var ns = request.Resource.Namespaced ? request.Object.Text("metadata", "namespace") ?? "" : "";
        return request.Resource.Plural is "roles" or "clusterroles" ? Role(request, user, ns) : Binding(request, user, ns);
    }

    private V1Status? Role(AdmissionRequest request, UserInfo user, string ns)
    {
        var what = Attributes("escalate", request.Resource.Plural, ns, request.Object.Text("metadata", "name"));
        var rulesAreKept = request.OldObject is { } old && JsonNode.DeepEquals(old["rules"], request.Object["rules"])
            && JsonNode.DeepEquals(old["aggregationRule"], request.Object["aggregationRule"]);
        if (rulesAreKept || authorizer.Authorize(user, what).Allowed)
        {
            return null;
        }

        // An aggregated role may come to hold anything.
        return Check(user, ns, request.Object["aggregationRule"] is null ? Rules(request.Object) : PolicyRule.Everything, what);
    }

    private V1Status? Binding(AdmissionRequest request, UserInfo user, string ns)
    {
        var (kind, name) = (request.Object.Text("roleRef", "kind") ?? "", request.Object.Text("roleRef", "name") ?? "");
        var subjectsAreKept = request.OldObject is { } old && JsonNode.DeepEquals(old["subjects"], request.Object["subjects"]);
        return subjectsAreKept || authorizer.Authorize(user, Attributes("bind", kind == "Role" ? "roles" : "clusterroles", ns, name)).Allowed
            ? null
            : Check(user, ns, authorizer.Policy.RulesOf(kind, ns, name), Attributes("bind", request.Resource.Plural, ns, request.Object.Text("metadata", "name")));
    }

    private V1Status? Check(UserInfo user, string ns, PolicyRule[] wanted, AccessAttributes what)
    {
        var held = authorizer.Policy.Of(user, ns).SelectMany(grant => grant.Rules).ToList();
        var missing = wanted.SelectMany(rule => RuleParts.Of(rule)).Where(part => !held.Exists(rule => rule.Allows(part.Access))).ToList();
        if (missing.Count == 0)
        {
            return null;
        }

        var groups = string.Join(" ", user.Groups.Select(group => $"\"{group}\""));
        return AccessRefusals.Forbidden(what, $"user \"{user.Name}\" (groups=[{groups}]) is attempting to grant RBAC permissions not currently held:\n{string.Join("\n", RuleParts.Join(missing))}");
    }

    private static AccessAttributes Attributes(string verb, string resource, string ns, string? name) =>
        new(verb) { Group = PolicyIndex.ApiGroup, Resource = resource, Namespace = ns, Name = name ?? "" };

    private static PolicyRule[] Rules(JsonObject role)
    {
        using var document = JsonDocument.Parse(JsonBytes.Of(role));
        return PolicyRule.AllOf(document.RootElement);
    }
}
