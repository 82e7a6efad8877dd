using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>Evaluates a schema's validation rules, each for the value it is written at.</summary>
internal static class CelValidation
{
    public static void Check(StructuralSchema schema, JsonNode? value, JsonNode? before, bool hasBefore, string path, List<FieldError> errors)
    {
        if (!schema.HasRules || value is null || (hasBefore && JsonNode.DeepEquals(value, before)))
        {
            return;
        }

        foreach (var rule in schema.Rules)
        {
            // A rule about a change has nothing to say about a new value.
            if ((!rule.UsesOldSelf || hasBefore || rule.OptionalOldSelf) && Evaluate(rule, value, before, hasBefore, path) is { } error)
            {
                errors.Add(error);
            }
        }

        switch (value)
        {
            case JsonObject map:
                foreach (var (name, child) in map)
                {
                    if ((schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties) is { HasRules: true } member)
                    {
                        JsonNode? old = null;
                        var hasOld = before is JsonObject was && was.TryGetPropertyValue(name, out old);
                        Check(member, child, old, hasOld, Validation.Join(path, name), errors);
                    }
                }

                break;
            case JsonArray items when schema.Items is { HasRules: true } element:
                for (var i = 0; i < items.Count; i++)
                {
                    var old = CorrelatedItems.Find(schema, items[i], before);
                    Check(element, items[i], old, old is not null, $"{path}[{i}]", errors);
                }

                break;
        }
    }

    private static FieldError? Evaluate(CelRule rule, JsonNode value, JsonNode? before, bool hasBefore, string path)
    {
        var old = CelValues.Of(before);
        var oldSelf = !rule.OptionalOldSelf ? old : hasBefore ? new CelOptional(true, old) : CelOptional.None;
        var scope = new CelScope("self", CelValues.Of(value), new CelScope("oldSelf", oldSelf));
        var result = rule.Expression(scope);
        if (result is true)
        {
            return null;
        }

        var field = FieldError.Located(rule.FieldPath is { Length: > 0 } below ? path + (path.Length == 0 ? below.TrimStart('.') : below) : path);
        var type = GoValues.Quote(CelValues.TypeName(CelValues.Of(value)));
        if (result is not false)
        {
            var problem = (result as CelError ?? CelError.NoOverload).Message;
            return new(FieldErrorType.Invalid, field, type, $"{problem} evaluating rule: {rule.Message ?? CelRule.OneLine(rule.Text)}");
        }

        var message = rule.MessageExpression?.Invoke(scope) as string ?? rule.Message ?? $"failed rule: {CelRule.OneLine(rule.Text)}";
        return rule.Reason switch
        {
            "FieldValueRequired" => FieldError.Required(field, message),
            "FieldValueForbidden" => FieldError.Forbidden(field, message),
            "FieldValueDuplicate" => new(FieldErrorType.Duplicate, field, type, message),
            _ => new(FieldErrorType.Invalid, field, type, message),
        };
    }
}
