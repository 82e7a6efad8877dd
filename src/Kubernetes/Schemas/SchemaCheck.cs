using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas;

/// <summary>Finds fields that a schema lacks and values of the wrong type.</summary>
public static class SchemaCheck
{
    /// <summary>Gives every problem of an object.</summary>
    /// <param name="schema">The kind.</param>
    /// <param name="value">The object.</param>
    public static IReadOnlyList<FieldProblem> Find(ObjectSchema schema, JsonObject value)
    {
        var problems = new List<FieldProblem>();
        CheckFields(schema, value, null, problems);
        return problems;
    }

    private static void CheckFields(ObjectSchema schema, JsonObject value, FieldPlace? parent, List<FieldProblem> problems)
    {
        foreach (var (name, child) in value)
        {
            var at = FieldPlace.Field(parent, schema.Type, name);
            if (schema.Fields.TryGetValue(name, out var field))
            {
                Check(field.Type, child, at, problems);
            }
            else if (!schema.IsOpen)
            {
                problems.Add(new(at.Path, true, $"unknown field \"{at.Path}\""));
            }
        }
    }

    private static void Check(FieldType type, JsonNode? value, FieldPlace place, List<FieldProblem> problems)
    {
        if (value is null || type.Shape == FieldShape.Any)
        {
            return;
        }

        if (ValueProblem(type, value, place) is { } problem)
        {
            problems.Add(new(place.Path, false, problem));
            return;
        }

        switch (type.Shape)
        {
            case FieldShape.Structure:
                CheckFields(type.Structure, value.AsObject(), place, problems);
                break;
            case FieldShape.Map when type.Element is { } element:
                foreach (var (key, child) in value.AsObject())
                {
                    Check(element, child, place.Key(key), problems);
                }

                break;
            case FieldShape.List when type.Element is { } element:
                var index = 0;
                foreach (var child in value.AsArray())
                {
                    Check(element, child, place.Item(index++), problems);
                }

                break;
        }
    }

    private static string? ValueProblem(FieldType type, JsonNode value, FieldPlace place)
    {
        var kind = value.GetValueKind();
        if (type.Shape == FieldShape.IntegerOrText)
        {
            return IntegerOrText(type, value, kind);
        }

        var fits = type.Shape switch
        {
            FieldShape.Text => kind == JsonValueKind.String,
            FieldShape.Boolean => kind is JsonValueKind.True or JsonValueKind.False,
            FieldShape.Number => kind == JsonValueKind.Number,
            FieldShape.Integer => kind == JsonValueKind.Number && IsInteger(value.AsValue(), type.Format),
            FieldShape.List => kind == JsonValueKind.Array,
            _ => kind == JsonValueKind.Object,
        };
        if (!fits)
        {
            var number = kind == JsonValueKind.Number && type.Shape == FieldShape.Integer ? $" {value.ToJsonString()}" : "";
            return $"json: cannot unmarshal {GoTypes.Kind(kind)}{number} into Go struct field {GoTypes.StructureName(place.Owner)}.{place.Fields} of type {GoTypes.Of(type)}";
        }

        return type.Format == "date-time" ? TimeProblem(value.GetValue<string>()) : null;
    }

    private static string? IntegerOrText(FieldType type, JsonNode value, JsonValueKind kind) => type.Format switch
    {
        "quantity" => kind is JsonValueKind.Number or JsonValueKind.String ? Quantities.Problem(value.ToString()) : Quantities.Malformed,
        _ when kind == JsonValueKind.String => null,
        _ when kind != JsonValueKind.Number => $"json: cannot unmarshal {GoTypes.Kind(kind)} into Go value of type int32",
        _ => IsInteger(value.AsValue(), "int32") ? null : $"json: cannot unmarshal number {value.ToJsonString()} into Go value of type int32",
    };

    private static string? TimeProblem(string text) =>
        text.Length == 0 || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
            ? null
            : $"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{text}\" as \"2006\"";

    /// <summary>Numbers that were parsed convert to any type that holds them; numbers set in code only to their own.</summary>
    private static bool IsInteger(JsonValue value, string? format) =>
        value.TryGetValue<int>(out _) || (value.TryGetValue<long>(out var number) && (format != "int32" || number is >= int.MinValue and <= int.MaxValue));
}
