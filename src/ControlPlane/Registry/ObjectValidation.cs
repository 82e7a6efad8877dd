using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.Kubernetes.Schemas;

namespace ModelServing.ControlPlane.Registry;

/// <summary>What every object must satisfy, whatever its kind.</summary>
internal static class ObjectValidation
{
    private static readonly string[] WiredFields = ["apiVersion", "kind", "metadata"];

    /// <summary>Checks kind, types and, when asked, unknown fields; sets kind and version where the client left them out.</summary>
    public static V1Status? Decode(ResourceDefinition resource, JsonObject value, WriteOptions options)
    {
        value["apiVersion"] ??= resource.ApiVersion;
        value["kind"] ??= resource.Kind;
        if (value.Text("apiVersion") != resource.ApiVersion)
        {
            return Refusals.BadRequest($"the API version in the data ({value["apiVersion"]}) does not match the expected API version ({resource.ApiVersion})");
        }

        if (value.Text("kind") != resource.Kind)
        {
            return Refusals.BadRequest($"the kind in the data ({value["kind"]}) does not match the expected kind ({resource.Kind})");
        }

        var schema = resource is { IsCustom: false, Model: { } model } ? ObjectSchema.Of(model) : null;
        var problems = schema is null ? MetadataProblems(value) : SchemaCheck.Find(schema, value);
        if (problems.FirstOrDefault(problem => !problem.IsUnknown) is { } wrong)
        {
            return Undecodable(resource, wrong.Message, options);
        }

        if (problems.Count > 0)
        {
            Prune(schema, value);
        }

        var pruned = resource.Custom?.Fit(value) ?? [];
        List<string> unknown = [.. problems.Select(problem => problem.Message), .. pruned.Select(field => $"unknown field \"{field}\"")];
        return Unknown(resource, unknown, options);
    }

    /// <summary>Checks name, labels and annotations.</summary>
    public static IEnumerable<V1StatusCause> Metadata(ResourceDefinition resource, JsonObject value, string name)
    {
        foreach (var problem in NameRules.Problems(resource, name))
        {
            yield return Invalid("metadata.name", name, problem);
        }

        foreach (var (key, label) in value.Child("metadata")["labels"] as JsonObject ?? [])
        {
            foreach (var problem in ObjectNames.QualifiedName(key))
            {
                yield return Invalid("metadata.labels", key, problem);
            }

            var text = label?.ToString() ?? "";
            foreach (var problem in ObjectNames.LabelValue(text))
            {
                yield return Invalid("metadata.labels", text, problem);
            }
        }
    }

    private static V1StatusCause Invalid(string field, string value, string problem) => Refusals.Cause(field, "FieldValueInvalid", $"Invalid value: \"{value}\": {problem}");

    private static IReadOnlyList<FieldProblem> MetadataProblems(JsonObject value)
    {
        var wired = new JsonObject(value.Where(member => WiredFields.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        return SchemaCheck.Find(ObjectSchema.Of(typeof(V1ConfigMap)), wired);
    }

    /// <summary>What a class does not know is not stored: nobody could read it again.</summary>
    private static void Prune(ObjectSchema? schema, JsonObject value)
    {
        if (schema is not null)
        {
            SchemaPruning.Prune(schema, value);
        }
        else if (value["metadata"] is JsonObject metadata)
        {
            SchemaPruning.Prune(ObjectSchema.Of(typeof(V1ObjectMeta)), metadata);
        }
    }

    private static V1Status Undecodable(ResourceDefinition resource, string problem, WriteOptions options) => options.Undecodable?.Invoke(problem)
        ?? Refusals.BadRequest($"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: {problem}");

    private static V1Status? Unknown(ResourceDefinition resource, List<string> unknown, WriteOptions options)
    {
        if (unknown.Count == 0 || options.FieldValidation == "Ignore")
        {
            return null;
        }

        if (options.FieldValidation == "Strict")
        {
            return Undecodable(resource, $"strict decoding error: {string.Join(", ", unknown)}", options);
        }

        options.Warnings.AddRange(unknown);
        return null;
    }
}
