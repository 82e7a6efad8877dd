using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.Kubernetes.Schemas;
using ModelServing.Kubernetes.Schemas.Structural;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>The rules of custom resource definitions.</summary>
internal static class DefinitionValidator
{
    public static IReadOnlyList<FieldError> Validate(JsonElement definition, JsonObject? before)
    {
        var errors = new List<FieldError>();
        var spec = definition.At("spec") ?? default;
        var (group, plural, name) = (spec.Text("group"), spec.Text("names", "plural"), definition.Text("metadata", "name"));
        if (name != $"{plural}.{group}")
        {
            errors.Add(FieldError.Invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
        }

        CheckGroup(definition, group, errors);
        CheckScope(spec, errors);
        CheckNames(spec, errors);
        CheckVersions(spec, errors);
        ConversionRules.Check(spec, "spec.conversion", errors);
        if (before is not null)
        {
            DefinitionUpdateRules.Check(definition, before, errors);
        }

        return errors;
    }

    private static void CheckGroup(JsonElement definition, string group, List<FieldError> errors)
    {
        if (group.Length == 0)
        {
            errors.Add(FieldError.Required("spec.group"));
        }
        else if (!group.Contains('.'))
        {
            errors.Add(FieldError.Invalid("spec.group", group, "should be a domain with at least one dot"));
        }
        else if (ObjectNames.Subdomain(group) is { Count: > 0 } problems)
        {
            errors.AddRange(problems.Select(problem => FieldError.Invalid("spec.group", group, problem)));
        }
        else if (IsProtected(group) && definition.Text("metadata", "annotations", DefinitionNames.ApprovalAnnotation).Length == 0)
        {
            errors.Add(FieldError.Required($"metadata.annotations[{DefinitionNames.ApprovalAnnotation}]",
                $"protected groups must have approval annotation \"{DefinitionNames.ApprovalAnnotation}\", see https://github.com/kubernetes/enhancements/pull/1111"));
        }
    }

    private static bool IsProtected(string group) => group.EndsWith(".k8s.io", StringComparison.Ordinal) || group.EndsWith(".kubernetes.io", StringComparison.Ordinal);

    private static void CheckScope(JsonElement spec, List<FieldError> errors)
    {
        switch (spec.Text("scope"))
        {
            case "":
                errors.Add(FieldError.Required("spec.scope"));
                break;
            case not ("Cluster" or "Namespaced") and var scope:
                errors.Add(FieldError.NotSupported("spec.scope", scope, ["Cluster", "Namespaced"]));
                break;
        }

        if (spec.Text("preserveUnknownFields") == "true")
        {
            errors.Add(FieldError.Invalid("spec.preserveUnknownFields", true,
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        }
    }

    private static void CheckNames(JsonElement spec, List<FieldError> errors)
    {
        foreach (var field in (string[])["plural", "singular", "kind", "listKind"])
        {
            var name = spec.Text("names", field);
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"spec.names.{field}"));
            }
            else if (field is "kind" or "listKind")
            {
                CheckLabel($"spec.names.{field}", name, ObjectNames.Label1035(name.ToLowerInvariant()), "may have mixed case, but should otherwise match: ", errors);
            }
            else
            {
                CheckLabel($"spec.names.{field}", name, ObjectNames.Label1035(name), "", errors);
            }
        }

        foreach (var list in (string[])["shortNames", "categories"])
        {
            var index = 0;
            foreach (var name in spec.Items("names", list).Select(item => item.ScalarText()))
            {
                CheckLabel($"spec.names.{list}[{index++}]", name, ObjectNames.Label1035(name), "", errors);
            }
        }

        if (spec.Text("names", "kind") is { Length: > 0 } kind && kind == spec.Text("names", "listKind"))
        {
            errors.Add(FieldError.Invalid("spec.names.listKind", kind, "kind and listKind may not be the same"));
        }
    }

    private static void CheckLabel(string field, string name, IReadOnlyList<string> problems, string but, List<FieldError> errors)
    {
        if (problems.Count > 0)
        {
            errors.Add(FieldError.Invalid(field, name, but + string.Join(',', problems)));
        }
    }

    private static void CheckVersions(JsonElement spec, List<FieldError> errors)
    {
        var versions = spec.Items("versions").ToList();
        var value = spec.At("versions") is { } list ? JsonNode.Parse(list.GetRawText() is { Length: < 2_000 } text ? text : "[]") : null;
        if (versions.Count(version => version.Text("storage") == "true") != 1)
        {
            errors.Add(FieldError.Invalid("spec.versions", value, "must have exactly one version marked as storage version"));
        }

        if (versions.DistinctBy(version => version.Text("name")).Count() < versions.Count)
        {
            errors.Add(FieldError.Invalid("spec.versions", value, "must contain unique version names"));
        }

        for (var i = 0; i < versions.Count; i++)
        {
            DefinitionVersionRules.Check(versions[i], $"spec.versions[{i}]", errors);
        }
    }
}
