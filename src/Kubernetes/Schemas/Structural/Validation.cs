using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>Checks values against a schema.</summary>
internal static class Validation
{
    public static void Validate(StructuralSchema schema, JsonNode? value, JsonNode? before, bool hasBefore, string path, List<FieldError> errors)
    {
        // What was accepted once is not refused because the schema has become stricter since.
        if (hasBefore && JsonNode.DeepEquals(value, before))
        {
            return;
        }

        if (value is null)
        {
            if (!schema.Nullable && schema.TypeName is { } wanted)
            {
                errors.Add(FieldError.WrongType(path, wanted, "null"));
            }

            return;
        }

        var actual = TypeOf(value);
        if (schema.TypeName is { } expected && !Fits(schema, actual, value))
        {
            errors.Add(FieldError.WrongType(path, expected, actual));
            return;
        }

        if (schema.Values is { } rules)
        {
            ValueChecks.Check(rules, value, path, errors);
        }

        if (schema.Format is { } format && actual == "string" && !Formats.Matches(format, value.GetValue<string>()))
        {
            errors.Add(FieldError.WrongType(path, format, value.GetValue<string>()));
        }

        if (!IsInRange(schema, value))
        {
            errors.Add(FieldError.Whole($"Checked value must be of type {schema.Type} with format {schema.Format} in {path}"));
        }

        Junctors.Check(schema, value, path, errors);
        ValidateMembers(schema, value, before, path, errors);
    }

    private static void ValidateMembers(StructuralSchema schema, JsonNode value, JsonNode? before, string path, List<FieldError> errors)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var name in schema.Required)
                {
                    if (!map.ContainsKey(name))
                    {
                        errors.Add(FieldError.Required(Join(path, name)));
                    }
                }

                foreach (var (name, child) in map)
                {
                    if (schema.Properties.GetValueOrDefault(name) is { } property || (property = schema.AdditionalProperties) is not null)
                    {
                        JsonNode? old = null;
                        var hasOld = before is JsonObject was && was.TryGetPropertyValue(name, out old);
                        Validate(property, child, old, hasOld, Join(path, name), errors);
                    }
                }

                break;
            case JsonArray items when schema.Items is { } element:
                for (var i = 0; i < items.Count; i++)
                {
                    var old = CorrelatedItems.Find(schema, items[i], before);
                    Validate(element, items[i], old, old is not null, $"{path}[{i}]", errors);
                }

                break;
        }
    }

    /// <summary>Says whether a number fits its format; other values do.</summary>
    private static bool IsInRange(StructuralSchema schema, JsonNode value) => (schema.Type, schema.Format) switch
    {
        ("integer", "int32") => JsonNumbers.TryInteger(value, out var integer) && integer is >= int.MinValue and <= int.MaxValue,
        ("number", "float") => JsonNumbers.TryNumber(value, out var number) && Math.Abs(number) <= float.MaxValue,
        _ => true,
    };

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static bool Fits(StructuralSchema schema, string actual, JsonNode value) => schema.IsIntOrString
        ? actual == "string" || JsonNumbers.TryInteger(value, out _)
        : schema.Type switch
        {
            "number" => actual is "number" or "integer",
            "integer" => JsonNumbers.TryInteger(value, out _),
            var type => type == actual,
        };

    private static string TypeOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => JsonNumbers.TryInteger(value, out _) ? "integer" : "number",
        _ => "null",
    };
}
