using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>What roles and bindings must look like.</summary>
internal sealed class RbacRules : IAdmission
{
    public bool AppliesTo(ResourceDefinition resource) => resource.Group == PolicyIndex.ApiGroup;

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete)
        {
            return null;
        }

        List<V1StatusCause> causes = request.Resource.Plural is "roles" or "clusterroles"
            ? [.. request.Object.Objects("rules").SelectMany((rule, index) => Rule(rule, $"rules[{index}]", request.Resource.Namespaced))]
            : [.. Binding(request.Object, request.OldObject, request.Resource.Namespaced)];
        return causes.Count == 0 ? null : Refusals.Invalid(request.Resource, request.Object.Text("metadata", "name") ?? "", causes);
    }

    private static IEnumerable<V1StatusCause> Rule(JsonObject rule, string at, bool namespaced)
    {
        if (Count(rule, "verbs") == 0)
        {
            yield return Refusals.Required($"{at}.verbs", "Required value: verbs must contain at least one value");
        }

        if (Count(rule, "nonResourceURLs") > 0)
        {
            var urls = rule["nonResourceURLs"]?.ToJsonString();
            if (namespaced)
            {
                yield return Invalid($"{at}.nonResourceURLs", urls, "namespaced rules cannot apply to non-resource URLs");
            }

            if (Count(rule, "apiGroups") > 0 || Count(rule, "resources") > 0 || Count(rule, "resourceNames") > 0)
            {
                yield return Invalid($"{at}.nonResourceURLs", urls, "rules cannot apply to both regular resources and non-resource URLs");
            }

            yield break;
        }

        if (Count(rule, "apiGroups") == 0)
        {
            yield return Refusals.Required($"{at}.apiGroups", "Required value: resource rules must supply at least one api group");
        }

        if (Count(rule, "resources") == 0)
        {
            yield return Refusals.Required($"{at}.resources", "Required value: resource rules must supply at least one resource");
        }
    }

    private static IEnumerable<V1StatusCause> Binding(JsonObject value, JsonObject? before, bool namespaced)
    {
        var role = value.Child("roleRef");
        role.Default("apiGroup", PolicyIndex.ApiGroup);
        if (role.Text("apiGroup") != PolicyIndex.ApiGroup)
        {
            yield return Unsupported("roleRef.apiGroup", role.Text("apiGroup"), PolicyIndex.ApiGroup);
        }

        string[] kinds = namespaced ? ["ClusterRole", "Role"] : ["ClusterRole"];
        if (!kinds.Contains(role.Text("kind")))
        {
            yield return Unsupported("roleRef.kind", role.Text("kind"), kinds);
        }

        if (string.IsNullOrEmpty(role.Text("name")))
        {
            yield return Refusals.Required("roleRef.name");
        }

        foreach (var cause in value.Objects("subjects").SelectMany((subject, index) => Subject(subject, $"subjects[{index}]")))
        {
            yield return cause;
        }

        if (before is not null && !JsonNode.DeepEquals(before["roleRef"], role))
        {
            var text = $"rbac.RoleRef{{APIGroup:\"{role.Text("apiGroup")}\", Kind:\"{role.Text("kind")}\", Name:\"{role.Text("name")}\"}}";
            yield return Invalid("roleRef", text, "cannot change roleRef");
        }
    }

    private static IEnumerable<V1StatusCause> Subject(JsonObject subject, string at)
    {
        var kind = subject.Text("kind");
        var group = kind == "ServiceAccount" ? "" : PolicyIndex.ApiGroup;
        if (group.Length > 0)
        {
            subject.Default("apiGroup", group);
        }

        if (string.IsNullOrEmpty(subject.Text("name")))
        {
            yield return Refusals.Required($"{at}.name");
        }

        if (kind is not ("ServiceAccount" or "User" or "Group"))
        {
            yield return Unsupported($"{at}.kind", kind, "Group", "ServiceAccount", "User");
        }
        else if ((subject.Text("apiGroup") ?? "") != group)
        {
            yield return Unsupported($"{at}.apiGroup", subject.Text("apiGroup"), group);
        }

        if (kind == "ServiceAccount" && string.IsNullOrEmpty(subject.Text("namespace")))
        {
            yield return Refusals.Required($"{at}.namespace");
        }
    }

    private static int Count(JsonObject rule, string name) => (rule[name] as JsonArray)?.Count ?? 0;

    private static V1StatusCause Invalid(string field, string? value, string why) => Refusals.Cause(field, "FieldValueInvalid", $"Invalid value: {value}: {why}");

    private static V1StatusCause Unsupported(string field, string? value, params string[] supported) => Refusals.Cause(
        field, "FieldValueNotSupported", $"Unsupported value: \"{value}\": supported values: {string.Join(", ", supported.Select(one => $"\"{one}\""))}");
}
