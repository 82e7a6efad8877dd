using System.Text.Json;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>What a schema must satisfy to be structural: every value's type is known, and logic only constrains values.</summary>
public static class StructuralRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    /// <summary>What only the structure outside <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c> and <c>not</c> may say.</summary>
    private static readonly string[] Structure =
    [
        "additionalProperties", "default", "description", "nullable", "title", "type", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string",
        "x-kubernetes-list-map-keys", "x-kubernetes-list-type", "x-kubernetes-map-type", "x-kubernetes-preserve-unknown-fields",
    ];

    /// <summary>Gives everything that is wrong with an <c>openAPIV3Schema</c>.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="path">Where it lies.</param>
    public static IReadOnlyList<FieldError> Check(JsonElement schema, string path)
    {
        var errors = new List<FieldError>();
        if (schema.Text("type") is { Length: > 0 } type and not "object")
        {
            errors.Add(FieldError.Invalid($"{path}.type", type, "must be object at the root"));
        }

        CheckStructure(schema, path, "at the root", errors);
        return errors;
    }

    private static void CheckStructure(JsonElement schema, string path, string what, List<FieldError> errors)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var words = schema.Words();
        var isExtended = words.HasFlag(SchemaWords.Extensions);
        var isFree = isExtended && (schema.Flag("x-kubernetes-int-or-string") || schema.Flag("x-kubernetes-preserve-unknown-fields"));
        var type = schema.Text("type") ?? "";
        if (type.Length == 0 && !isFree)
        {
            errors.Add(FieldError.Required($"{path}.type", $"must not be empty {what}"));
        }
        else if (type.Length > 0 && !Types.Contains(type))
        {
            errors.Add(FieldError.NotSupported($"{path}.type", type, Types));
        }

        if ((words & (SchemaWords.Extensions | SchemaWords.References | SchemaWords.Bounds)) != 0)
        {
            CheckKeywords(schema, path, errors);
        }

        if (isExtended || type == "array")
        {
            ListTypeRules.Check(schema, path, errors);
        }

        if (isExtended)
        {
            ValidationRuleRules.Check(schema, path, errors);
        }

        if (words.HasFlag(SchemaWords.Default))
        {
            CheckDefault(schema, path, errors);
        }

        CheckMembers(schema, words, path, errors);
    }

    private static void CheckMembers(JsonElement schema, SchemaWords words, string path, List<FieldError> errors)
    {
        foreach (var (name, child) in Members(schema))
        {
            CheckStructure(child, $"{path}.properties[{name}]", "for specified object fields", errors);
        }

        if (schema.Member("additionalProperties") is { ValueKind: JsonValueKind.Object } additional)
        {
            CheckStructure(additional, $"{path}.additionalProperties", "for specified object fields", errors);
        }

        if (schema.Member("items") is { } items && !SchemaReader.IsEmpty(items))
        {
            CheckStructure(items, $"{path}.items", "for specified array items", errors);
        }

        if (words.HasFlag(SchemaWords.Logic))
        {
            foreach (var (at, joined) in Joined(schema, path))
            {
                CheckJoined(joined, at, schema.Flag("x-kubernetes-int-or-string"), errors);
            }
        }
    }

    private static void CheckKeywords(JsonElement schema, string path, List<FieldError> errors)
    {
        if (schema.Text("$ref") is not null)
        {
            errors.Add(FieldError.Forbidden($"{path}.$ref", "$ref is not supported"));
        }

        if (schema.Flag("uniqueItems"))
        {
            errors.Add(FieldError.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }

        if (schema.Member("additionalProperties") is { } additional)
        {
            if (additional.ValueKind == JsonValueKind.False)
            {
                errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties cannot be set to false"));
            }
            else if (Members(schema).Any())
            {
                errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive"));
            }
        }

        if (schema.Text("pattern") is { Length: > 0 } pattern && Patterns.Of(pattern) is null)
        {
            errors.Add(FieldError.Invalid($"{path}.pattern", pattern, "must be a valid regular expression"));
        }

        if (schema.Flag("x-kubernetes-embedded-resource") && schema.Text("type") is not "object")
        {
            errors.Add(FieldError.Invalid($"{path}.type", schema.Text("type") ?? "", "must be object if x-kubernetes-embedded-resource is true"));
        }

        if (schema.Member("x-kubernetes-preserve-unknown-fields") is { ValueKind: JsonValueKind.False })
        {
            errors.Add(FieldError.Invalid($"{path}.x-kubernetes-preserve-unknown-fields", false, "must be true or undefined"));
        }
    }

    private static void CheckDefault(JsonElement schema, string path, List<FieldError> errors)
    {
        if (schema.Member("default") is not { } fallback)
        {
            return;
        }

        var compiled = StructuralSchema.Compile(schema);
        var value = SchemaReader.ToNode(fallback);
        var pruned = new List<string>();
        Pruning.Prune(compiled, value, isResourceRoot: false, "", pruned);
        if (pruned.Count > 0)
        {
            errors.Add(FieldError.Invalid($"{path}.default", SchemaReader.ToNode(fallback), "must not have unknown fields"));
            return;
        }

        Defaulting.Apply(compiled, value);
        Validation.Validate(compiled, value, null, false, $"{path}.default", errors);
    }

    private static void CheckJoined(JsonElement schema, string path, bool ofIntOrString, List<FieldError> errors)
    {
        foreach (var name in Structure)
        {
            // The two types of an int-or-string may be spelled out.
            var isSpelledOut = ofIntOrString && name == "type" && schema.Text("type") is "integer" or "string";
            if (schema.Member(name) is { ValueKind: not JsonValueKind.False } && !isSpelledOut)
            {
                errors.Add(FieldError.Forbidden($"{path}.{name}", name.StartsWith("x-", StringComparison.Ordinal) || name == "nullable"
                    ? "must be false to be structural" : name is "default" or "additionalProperties" ? "must be undefined to be structural" : "must be empty to be structural"));
            }
        }

        foreach (var (name, child) in Members(schema))
        {
            CheckJoined(child, $"{path}.properties[{name}]", false, errors);
        }

        if (schema.Member("items") is { } items)
        {
            CheckJoined(items, $"{path}.items", false, errors);
        }

        foreach (var (at, joined) in Joined(schema, path))
        {
            CheckJoined(joined, at, ofIntOrString, errors);
        }
    }

    private static IEnumerable<(string Path, JsonElement Schema)> Joined(JsonElement schema, string path)
    {
        foreach (var name in (string[])["allOf", "anyOf", "oneOf"])
        {
            if (schema.Member(name) is { ValueKind: JsonValueKind.Array } list)
            {
                var index = 0;
                foreach (var one in list.EnumerateArray())
                {
                    yield return ($"{path}.{name}[{index++}]", one);
                }
            }
        }

        if (schema.Member("not") is { } not)
        {
            yield return ($"{path}.not", not);
        }
    }

    internal static IEnumerable<(string Name, JsonElement Schema)> Members(JsonElement schema) =>
        schema.Member("properties") is { ValueKind: JsonValueKind.Object } members ? members.EnumerateObject().Select(member => (member.Name, member.Value)) : [];
}
