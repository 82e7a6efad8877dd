using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.Kubernetes.Apply;
using ModelServing.Kubernetes.Schemas;

namespace ModelServing.ControlPlane.OpenApi;

/// <summary>The schemas of one document: a kind and, by reference, every structure inside it.</summary>
internal sealed class SchemaSet
{
    private const string Quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private const string Atomic = "atomic";
    private const string IntOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

    private readonly SortedDictionary<string, JsonObject> _schemas = new(StringComparer.Ordinal);

    /// <summary>Adds a kind, and gives a reference to it.</summary>
    public JsonObject AddKind(ResourceDefinition resource)
    {
        var name = resource.Model is { } model && !resource.IsCustom ? NameOf(model) : $"{resource.Group}.{resource.Version}.{resource.Kind}";
        var schema = resource.Custom is { } custom ? Applied(name, custom.OpenApiSchema)
            : resource.Model is { } type ? Structure(name, ObjectSchema.Of(type)) : Free(name);
        if (resource.IsCustom && resource.Custom is null)
        {
            schema["x-kubernetes-preserve-unknown-fields"] = true;
        }

        schema["x-kubernetes-group-version-kind"] = new JsonArray(Operations.GroupVersionKind(resource));
        return Reference(name);
    }

    public JsonObject Build() => new(_schemas.Select(schema => KeyValuePair.Create<string, JsonNode?>(schema.Key, schema.Value)));

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    /// <summary>Shared structures keep the name that Kubernetes' documents give them, as far as the class tells it.</summary>
    private static string NameOf(Type type) => type.Name switch
    {
        ['V', var version and >= '0' and <= '9', .. var name] => $"io.k8s.api.v{version}.{name}",
        ['C', 'o', 'r', 'e', 'v', '1', .. var name] => $"io.k8s.api.core.v1.{name}",
        var name => $"io.k8s.api.{name}",
    };

    /// <summary>A definition's own schema, completed with what every object has.</summary>
    private JsonObject Applied(string name, JsonElement applied)
    {
        var schema = (applied.ValueKind == JsonValueKind.Object ? JsonObject.Create(applied) : null) ?? new JsonObject { ["type"] = "object" };
        foreach (var (field, common) in (JsonObject)Free(name)["properties"]!.DeepClone()) // every structure has properties
        {
            var described = schema.Child("properties")[field] as JsonObject ?? [];
            var completed = common!.DeepClone().AsObject(); // a schema is an object
            if (described["description"] is { } description)
            {
                completed["description"] = description.DeepClone();
            }

            schema.Child("properties")[field] = completed;
        }

        return _schemas[name] = schema;
    }

    private JsonObject Free(string name)
    {
        var schema = Structure($"{name}.metadata", ObjectSchema.Of(typeof(k8s.Models.V1ConfigMap)));
        var properties = (JsonObject)schema["properties"]!.DeepClone(); // every structure has properties
        foreach (var field in (string[])["data", "binaryData", "immutable"])
        {
            properties.Remove(field);
        }

        _schemas.Remove($"{name}.metadata");
        return _schemas[name] = new JsonObject { ["type"] = "object", ["properties"] = properties };
    }

    private JsonObject Structure(string name, ObjectSchema structure)
    {
        if (_schemas.TryGetValue(name, out var known))
        {
            return known;
        }

        var properties = new JsonObject();
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        Describe(schema, FieldDescriptions.Of(structure.Type));

        // Before its fields: some structures contain themselves.
        _schemas[name] = schema;
        foreach (var field in structure.Fields.Values.OrderBy(field => field.Name, StringComparer.Ordinal))
        {
            var property = Field(field);
            AddTopology(property, TypedMergeSchema.Of(structure.Type).Declared(field.Name));
            Describe(property, FieldDescriptions.Of(structure.Type, field.Name));
            properties[field.Name] = property;
        }

        if (RequiredFields.Of(structure.Type) is { Count: > 0 } required)
        {
            schema["required"] = new JsonArray([.. required.Select(field => JsonValue.Create(field))]);
        }

        if (structure.IsOpen)
        {
            schema["x-kubernetes-preserve-unknown-fields"] = true;
        }

        if (TypedMergeSchema.Of(structure.Type).Form == MergeForm.Leaf)
        {
            schema["x-kubernetes-map-type"] = Atomic;
        }

        return schema;
    }

    /// <summary>Says how server-side apply tells a list's items, or a map's members, apart.</summary>
    private static void AddTopology(JsonObject property, IMergeSchema? merge)
    {
        if (property["items"] is not null && merge is not null)
        {
            property["x-kubernetes-list-type"] = merge.Form switch { MergeForm.Keyed => "map", MergeForm.Set => "set", _ => Atomic };
            if (merge.Keys.Count > 0)
            {
                property["x-kubernetes-list-map-keys"] = new JsonArray([.. merge.Keys.Select(key => JsonValue.Create(key))]);
            }
        }
        else if (property["additionalProperties"] is not null && merge?.Form == MergeForm.Leaf)
        {
            property["x-kubernetes-map-type"] = Atomic;
        }
    }

    private JsonObject Field(FieldSchema field)
    {
        var schema = Value(field.Type);
        var strategies = new List<string>();
        if (field.MergeKey is { } key)
        {
            strategies.Add("merge");
            if (key.Length > 0)
            {
                schema["x-kubernetes-patch-merge-key"] = key;
            }
        }

        if (field.RetainsKeys)
        {
            strategies.Add("retainKeys");
        }

        if (strategies.Count > 0)
        {
            schema["x-kubernetes-patch-strategy"] = string.Join(',', strategies);
        }

        return schema;
    }

    private JsonObject Value(FieldType type)
    {
        switch (type.Shape)
        {
            case FieldShape.Structure:
                Structure(NameOf(type.Structure.Type), type.Structure);
                return new JsonObject { ["allOf"] = new JsonArray(Reference(NameOf(type.Structure.Type))), ["default"] = new JsonObject() };
            case FieldShape.List:
                return new JsonObject { ["type"] = "array", ["items"] = Value(type.Element ?? new FieldType(FieldShape.Any)) };
            case FieldShape.Map:
                return new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(type.Element ?? new FieldType(FieldShape.Any)) };
            case FieldShape.Any:
                return new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true };
            case FieldShape.IntegerOrText:
                var name = type.Format == "quantity" ? Quantity : IntOrString;
                _schemas.TryAdd(name, new JsonObject { ["x-kubernetes-int-or-string"] = true, ["oneOf"] = new JsonArray(OfType("integer"), OfType("string")) });
                return new JsonObject { ["allOf"] = new JsonArray(Reference(name)) };
            default:
                var scalar = OfType(type.Shape switch { FieldShape.Text => "string", FieldShape.Boolean => "boolean", FieldShape.Integer => "integer", _ => "number" });
                if (type.Format is { } format)
                {
                    scalar["format"] = format;
                }

                return scalar;
        }
    }

    private static void Describe(JsonObject schema, string? text)
    {
        if (text is not null)
        {
            schema["description"] = text;
        }
    }

    private static JsonObject OfType(string type) => new() { ["type"] = type };
}
