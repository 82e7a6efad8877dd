using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;

namespace ModelServing.Kubernetes.Apply;

/// <summary>
/// A custom resource definition's <c>openAPIV3Schema</c>, by its <c>x-kubernetes-list-type</c>, <c>x-kubernetes-list-map-keys</c>,
/// <c>x-kubernetes-map-type</c>, <c>x-kubernetes-embedded-resource</c> and <c>x-kubernetes-preserve-unknown-fields</c>.
/// Lists are atomic and objects granular unless it says otherwise.
/// </summary>
public sealed class OpenApiMergeSchema : IMergeSchema
{
    private readonly JsonElement _schema;
    private readonly ConcurrentDictionary<string, IMergeSchema> _children = new(StringComparer.Ordinal);

    private OpenApiMergeSchema(JsonElement schema)
    {
        _schema = schema;
        Keys = schema.TryGetProperty("x-kubernetes-list-map-keys", out var keys) && keys.ValueKind == JsonValueKind.Array
            ? [.. keys.EnumerateArray().Where(key => key.ValueKind == JsonValueKind.String).Select(key => key.GetString() ?? "")]
            : [];
        Form = (Text("type"), Text("x-kubernetes-list-type")) switch
        {
            ("array", "set") => MergeForm.Set,
            ("array", "map") when Keys.Count > 0 => MergeForm.Keyed,
            ("array", _) => MergeForm.Leaf,
            ("object", _) or ("", _) when Text("x-kubernetes-map-type") != "atomic" && !Says("x-kubernetes-int-or-string") => MergeForm.Members,
            _ => MergeForm.Leaf,
        };
    }

    /// <inheritdoc/>
    public MergeForm Form { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys { get; }

    /// <inheritdoc/>
    public IMergeSchema? Values => _schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind == JsonValueKind.Object
        ? _children.GetOrAdd("{}", _ => new OpenApiMergeSchema(values))
        : IsOpen ? DeducedMergeSchema.Instance : null;

    /// <inheritdoc/>
    public IMergeSchema Items => _schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object
        ? _children.GetOrAdd("[]", _ => new OpenApiMergeSchema(items))
        : DeducedMergeSchema.Instance;

    private bool IsOpen => Says("x-kubernetes-preserve-unknown-fields") || !_schema.TryGetProperty("properties", out _)
        || (_schema.TryGetProperty("additionalProperties", out var any) && any.ValueKind == JsonValueKind.True);

    /// <summary>Reads the schema of a kind.</summary>
    /// <param name="openApiV3Schema">The value of <c>openAPIV3Schema</c>.</param>
    public static IMergeSchema OfKind(JsonElement openApiV3Schema) => new CustomMergeSchema(
        openApiV3Schema.ValueKind == JsonValueKind.Object ? new OpenApiMergeSchema(openApiV3Schema.Clone()) : DeducedMergeSchema.Instance);

    /// <inheritdoc cref="OfKind(JsonElement)"/>
    public static IMergeSchema OfKind(JsonNode openApiV3Schema)
    {
        using var document = JsonDocument.Parse(openApiV3Schema.ToJsonString());
        return OfKind(document.RootElement);
    }

    /// <inheritdoc/>
    public IMergeSchema? Declared(string name)
    {
        if (Says("x-kubernetes-embedded-resource") && name is "metadata" or "apiVersion" or "kind")
        {
            return name == "metadata" ? TypedMergeSchema.Of(typeof(V1ObjectMeta)) : LeafMergeSchema.Instance;
        }

        return _schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            && properties.TryGetProperty(name, out var property) && property.ValueKind == JsonValueKind.Object
            ? _children.GetOrAdd("." + name, _ => new OpenApiMergeSchema(property))
            : null;
    }

    /// <inheritdoc/>
    public JsonNode? KeyDefault(string key) =>
        _schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object
        && items.TryGetProperty("properties", out var properties) && properties.TryGetProperty(key, out var property)
        && property.ValueKind == JsonValueKind.Object && property.TryGetProperty("default", out var value)
            ? JsonNode.Parse(value.GetRawText())
            : null;

    private string Text(string name) =>
        _schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    private bool Says(string name) => _schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
