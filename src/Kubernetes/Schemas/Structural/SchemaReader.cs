using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Schemas.Structural.Cel;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>Reads schemas from JSON.</summary>
internal static class SchemaReader
{
    public static StructuralSchema Read(JsonElement json)
    {
        var unevaluated = new List<string>();
        var root = Read(json, unevaluated);
        return unevaluated.Count == 0 ? root : Copy(root, unevaluated);
    }

    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static bool Flag(this JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.True };

    /// <summary>
    /// Generators write <c>{}</c> for items of a recursive type, which the manifests' owners then complete by patches. Taken for free
    /// values here: such manifests can be applied as they are.
    /// </summary>
    public static bool IsEmpty(JsonElement json) => json.ValueKind == JsonValueKind.Object && json.GetPropertyCount() == 0;

    public static JsonNode? ToNode(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(element),
    };

    private static StructuralSchema Read(JsonElement json, List<string> unevaluated)
    {
        var words = json.Words();
        var isExtended = words.HasFlag(SchemaWords.Extensions);
        var isJoined = words.HasFlag(SchemaWords.Logic);
        var properties = json.Member("properties") is { ValueKind: JsonValueKind.Object } members
            ? members.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object)
                .DistinctBy(member => member.Name).ToFrozenDictionary(member => member.Name, member => Read(member.Value, unevaluated), StringComparer.Ordinal)
            : FrozenDictionary<string, StructuralSchema>.Empty;
        var additional = Nested(json, "additionalProperties", unevaluated);
        var items = Nested(json, "items", unevaluated);
        var fallback = words.HasFlag(SchemaWords.Default) ? json.Member("default") : null;
        var rules = isExtended ? CelRule.ReadAll(json, unevaluated) : [];
        StructuralSchema[] children = [.. properties.Values, .. new[] { additional, items }.OfType<StructuralSchema>()];
        return new StructuralSchema
        {
            Type = json.Text("type") is { Length: > 0 } type ? type : null,
            Format = json.Text("format"),
            Nullable = json.Flag("nullable"),
            IsIntOrString = isExtended && json.Flag("x-kubernetes-int-or-string"),
            PreservesUnknownFields = (isExtended && json.Flag("x-kubernetes-preserve-unknown-fields")) || IsEmpty(json),
            IsEmbeddedResource = isExtended && json.Flag("x-kubernetes-embedded-resource"),
            Properties = properties,
            AdditionalProperties = additional,
            AllowsAnyProperty = json.Flag("additionalProperties"),
            Items = items,
            Default = fallback,
            Required = Texts(json, "required"),
            Values = words.HasFlag(SchemaWords.Bounds) ? ReadRules(json) : null,
            AllOf = isJoined ? NestedAll(json, "allOf", unevaluated) : [],
            AnyOf = isJoined ? NestedAll(json, "anyOf", unevaluated) : [],
            OneOf = isJoined ? NestedAll(json, "oneOf", unevaluated) : [],
            Not = isJoined ? Nested(json, "not", unevaluated) : null,
            ListType = isExtended ? json.Text("x-kubernetes-list-type") : null,
            ListMapKeys = isExtended ? Texts(json, "x-kubernetes-list-map-keys") : [],
            Rules = rules,
            HasDefaults = fallback is not null || Array.Exists(children, child => child.HasDefaults),
            HasRules = rules.Length > 0 || Array.Exists(children, child => child.HasRules),
        };
    }

    private static StructuralSchema? Nested(JsonElement json, string name, List<string> unevaluated) =>
        json.Member(name) is { ValueKind: JsonValueKind.Object } nested ? Read(nested, unevaluated) : null;

    private static StructuralSchema[] NestedAll(JsonElement json, string name, List<string> unevaluated) =>
        json.Member(name) is { ValueKind: JsonValueKind.Array } nested ? [.. nested.EnumerateArray().Select(item => Read(item, unevaluated))] : [];

    private static string[] Texts(JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.Array } items
        ? [.. items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString() ?? "")]
        : [];

    private static ValueRules? ReadRules(JsonElement json)
    {
        var pattern = json.Text("pattern");
        var rules = new ValueRules
        {
            Enum = json.Member("enum") is { ValueKind: JsonValueKind.Array } values ? [.. values.EnumerateArray()] : null,
            Pattern = pattern,
            Regex = pattern is null ? null : Patterns.Of(pattern),
            MinLength = Integer(json, "minLength"),
            MaxLength = Integer(json, "maxLength"),
            Minimum = Number(json, "minimum"),
            Maximum = Number(json, "maximum"),
            ExclusiveMinimum = json.Flag("exclusiveMinimum"),
            ExclusiveMaximum = json.Flag("exclusiveMaximum"),
            MultipleOf = Number(json, "multipleOf"),
            MinItems = Integer(json, "minItems"),
            MaxItems = Integer(json, "maxItems"),
            UniqueItems = json.Flag("uniqueItems"),
            MinProperties = Integer(json, "minProperties"),
            MaxProperties = Integer(json, "maxProperties"),
        };
        return rules == Unbounded ? null : rules;
    }

    private static readonly ValueRules Unbounded = new();

    private static long? Integer(JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    private static double? Number(JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) ? value : null;

    private static StructuralSchema Copy(StructuralSchema root, List<string> unevaluated) => new()
    {
        Type = root.Type,
        PreservesUnknownFields = root.PreservesUnknownFields,
        IsEmbeddedResource = root.IsEmbeddedResource,
        Nullable = root.Nullable,
        Properties = root.Properties,
        AdditionalProperties = root.AdditionalProperties,
        AllowsAnyProperty = root.AllowsAnyProperty,
        Default = root.Default,
        Required = root.Required,
        Values = root.Values,
        AllOf = root.AllOf,
        AnyOf = root.AnyOf,
        OneOf = root.OneOf,
        Not = root.Not,
        Rules = root.Rules,
        HasDefaults = root.HasDefaults,
        HasRules = root.HasRules,
        UnevaluatedRules = [.. unevaluated.Distinct()],
    };
}
