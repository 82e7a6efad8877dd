using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>Schemas that are joined by logic.</summary>
internal static class Junctors
{
    public static void Check(StructuralSchema schema, JsonNode value, string path, List<FieldError> errors)
    {
        if (schema.AnyOf.Length > 0)
        {
            CheckAny(schema.AnyOf, value, path, errors);
        }

        if (schema.OneOf.Length > 0)
        {
            CheckOne(schema.OneOf, value, path, errors);
        }

        if (schema.AllOf.Length > 0)
        {
            CheckAll(schema.AllOf, value, path, errors);
        }

        if (schema.Not is { } not && Try(not, value, path).Count == 0)
        {
            errors.Add(FieldError.Whole($"{GoValues.Quote(path)} must not validate the schema (not)"));
        }
    }

    private static void CheckAny(StructuralSchema[] schemas, JsonNode value, string path, List<FieldError> errors)
    {
        var results = schemas.Select(one => Try(one, value, path)).ToList();
        if (!results.Exists(result => result.Count == 0))
        {
            errors.Add(FieldError.Whole($"{GoValues.Quote(path)} must validate at least one schema (anyOf)"));
            errors.AddRange(Nearest(results));
        }
    }

    private static void CheckOne(StructuralSchema[] schemas, JsonNode value, string path, List<FieldError> errors)
    {
        var results = schemas.Select(one => Try(one, value, path)).ToList();
        var valid = results.Count(result => result.Count == 0);
        if (valid != 1)
        {
            var found = valid == 0 ? "Found none valid" : $"Found {valid} valid alternatives";
            errors.Add(FieldError.Whole($"{GoValues.Quote(path)} must validate one and only one schema (oneOf). {found}"));
            errors.AddRange(valid == 0 ? Nearest(results) : []);
        }
    }

    private static void CheckAll(StructuralSchema[] schemas, JsonNode value, string path, List<FieldError> errors)
    {
        var results = schemas.Select(one => Try(one, value, path)).ToList();
        errors.AddRange(results.SelectMany(result => result));
        if (results.Exists(result => result.Count > 0))
        {
            var none = results.TrueForAll(result => result.Count > 0) ? ". None validated" : "";
            errors.Add(FieldError.Whole($"{GoValues.Quote(path)} must validate all the schemas (allOf){none}"));
        }
    }

    private static List<FieldError> Try(StructuralSchema schema, JsonNode value, string path)
    {
        var errors = new List<FieldError>();
        Validation.Validate(schema, value, null, false, path, errors);
        return errors;
    }

    /// <summary>The alternative that was missed by least tells what to change.</summary>
    private static List<FieldError> Nearest(List<List<FieldError>> results) => results.MinBy(result => result.Count) ?? [];
}
