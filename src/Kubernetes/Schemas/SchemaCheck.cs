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
        CheckFields(schema, value, "", problems);
        return problems;
    }

    private static void CheckFields(ObjectSchema schema, JsonObject value, string path, List<FieldProblem> problems)
    {
        foreach (var (name, child) in value)
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (schema.Fields.TryGetValue(name, out var field))
            {
                Check(field.Type, child, at, problems);
            }
            else if (!schema.IsOpen)
            {
                problems.Add(new(at, true, $"unknown field \"{at}\""));
            }
        }
    }

    private static void Check(FieldType type, JsonNode? value, string path, List<FieldProblem> problems)
    {
        if (value is null || type.Shape == FieldShape.Any)
        {
            return;
        }

        var kind = value.GetValueKind();
        if (!Fits(type.Shape, kind, value))
        {
            problems.Add(new(path, false, $"{path}: expected {Expected(type.Shape)}, got {Name(kind)}"));
            return;
        }

        switch (type.Shape)
        {
            case FieldShape.Structure:
                CheckFields(type.Structure, value.AsObject(), path, problems);
                break;
            case FieldShape.Map when type.Element is { } element:
                foreach (var (key, child) in value.AsObject())
                {
                    Check(element, child, $"{path}.{key}", problems);
                }

                break;
            case FieldShape.List when type.Element is { } element:
                var index = 0;
                foreach (var child in value.AsArray())
                {
                    Check(element, child, $"{path}[{index++}]", problems);
                }

                break;
        }
    }

    private static bool Fits(FieldShape shape, JsonValueKind kind, JsonNode value) => shape switch
    {
        FieldShape.Text => kind == JsonValueKind.String,
        FieldShape.Boolean => kind is JsonValueKind.True or JsonValueKind.False,
        FieldShape.Number => kind == JsonValueKind.Number,
        FieldShape.Integer => kind == JsonValueKind.Number && IsInteger(value.AsValue()),
        FieldShape.IntegerOrText => kind is JsonValueKind.Number or JsonValueKind.String,
        FieldShape.List => kind == JsonValueKind.Array,
        _ => kind == JsonValueKind.Object,
    };

    /// <summary>Numbers that were parsed convert to any type that holds them; numbers set in code only to their own.</summary>
    private static bool IsInteger(JsonValue value) => value.TryGetValue<long>(out _) || value.TryGetValue<int>(out _);

    private static string Expected(FieldShape shape) => shape switch
    {
        FieldShape.Text => "a string",
        FieldShape.Boolean => "a boolean",
        FieldShape.Number => "a number",
        FieldShape.Integer => "an integer",
        FieldShape.IntegerOrText => "an integer or a string",
        FieldShape.List => "an array",
        _ => "an object",
    };

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Array => "an array",
        _ => "an object",
    };
}
