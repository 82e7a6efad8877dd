using System.Text.Json;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>What an entry of <c>x-kubernetes-validations</c> must say.</summary>
internal static class ValidationRuleRules
{
    private static readonly string[] Reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    public static void Check(JsonElement schema, string path, List<FieldError> errors)
    {
        if (schema.Member("x-kubernetes-validations") is not { ValueKind: JsonValueKind.Array } rules)
        {
            return;
        }

        var index = 0;
        foreach (var rule in rules.EnumerateArray())
        {
            CheckRule(rule, schema, $"{path}.x-kubernetes-validations[{index++}]", errors);
        }
    }

    private static void CheckRule(JsonElement rule, JsonElement schema, string path, List<FieldError> errors)
    {
        var (text, message) = (rule.Text("rule")?.Trim() ?? "", rule.Text("message"));
        if (text.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.rule", "rule is not specified"));
        }
        else if (message?.Length > 0 && string.IsNullOrWhiteSpace(message))
        {
            errors.Add(FieldError.Invalid($"{path}.message", message, "must be non-empty if specified"));
        }
        else if (HasLines(message?.Trim()))
        {
            errors.Add(FieldError.Invalid($"{path}.message", message, "must not contain line breaks"));
        }
        else if (HasLines(text) && string.IsNullOrEmpty(message))
        {
            errors.Add(FieldError.Required($"{path}.message", "message must be specified if rule contains line breaks"));
        }

        if (rule.Text("messageExpression") is { Length: > 0 } expression && string.IsNullOrWhiteSpace(expression))
        {
            errors.Add(FieldError.Required($"{path}.messageExpression", "messageExpression must be non-empty if specified"));
        }

        if (rule.Text("reason") is { } reason && !Reasons.Contains(reason))
        {
            errors.Add(FieldError.NotSupported($"{path}.reason", reason, Reasons));
        }

        if (rule.Text("fieldPath") is { Length: > 0 } field && !Exists(schema, field))
        {
            errors.Add(FieldError.Invalid($"{path}.fieldPath", field, "must be a valid path"));
        }
    }

    private static bool HasLines(string? text) => text is not null && text.AsSpan().ContainsAny('\r', '\n');

    /// <summary>Says whether a path names a field: <c>.a.b</c>, <c>.a['b-c']</c>.</summary>
    private static bool Exists(JsonElement schema, string path)
    {
        var at = schema;
        foreach (var step in path.Replace("['", ".", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal).Split('.').Skip(1))
        {
            if (StructuralRules.Members(at).FirstOrDefault(member => member.Name == step) is { Name: not null } member)
            {
                at = member.Schema;
            }
            else if (at.Member("additionalProperties") is { ValueKind: JsonValueKind.Object } any)
            {
                at = any;
            }
            else
            {
                return false;
            }
        }

        return path.StartsWith('.') || path.StartsWith("['", StringComparison.Ordinal);
    }
}
