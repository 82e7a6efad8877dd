using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>The bounds of texts, numbers, lists and maps.</summary>
internal static class ValueChecks
{
    public static void Check(ValueRules rules, JsonNode value, string path, List<FieldError> errors)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                CheckText(rules, value, path, errors);
                break;
            case JsonValueKind.Number when JsonNumbers.TryNumber(value, out var number):
                CheckNumber(rules, value, number, path, errors);
                break;
            case JsonValueKind.Array:
                CheckItems(rules, value.AsArray(), path, errors);
                break;
            case JsonValueKind.Object:
                CheckProperties(rules, value.AsObject(), path, errors);
                break;
        }

        if (rules.Enum is { } known && !known.Any(one => JsonNode.DeepEquals(SchemaReader.ToNode(one), value)))
        {
            errors.Add(FieldError.NotSupported(FieldError.Located(path), value,
                known.Select(one => one.ValueKind == JsonValueKind.String ? one.GetString() ?? "" : one.GetRawText())));
        }
    }

    private static void CheckText(ValueRules rules, JsonNode value, string path, List<FieldError> errors)
    {
        var text = value.GetValue<string>();
        var length = rules.MinLength is null && rules.MaxLength is null ? 0 : Characters(text);
        if (rules.MaxLength is { } most && length > most)
        {
            errors.Add(new(FieldErrorType.TooLong, FieldError.Located(path), null, $"may not be more than {most} bytes"));
        }

        if (rules.MinLength is { } least && length < least)
        {
            errors.Add(FieldError.Broken(path, value, $"should be at least {least} chars long"));
        }

        if (rules.Regex is { } regex && !regex.IsMatch(text))
        {
            errors.Add(FieldError.Broken(path, value, $"should match '{rules.Pattern}'"));
        }
    }

    private static void CheckNumber(ValueRules rules, JsonNode value, double number, string path, List<FieldError> errors)
    {
        if (rules.Maximum is { } most && (rules.ExclusiveMaximum ? number >= most : number > most))
        {
            errors.Add(FieldError.Broken(path, value, $"should be less than {OrEqual(rules.ExclusiveMaximum)}{GoValues.Number(most)}"));
        }

        if (rules.Minimum is { } least && (rules.ExclusiveMinimum ? number <= least : number < least))
        {
            errors.Add(FieldError.Broken(path, value, $"should be greater than {OrEqual(rules.ExclusiveMinimum)}{GoValues.Number(least)}"));
        }

        if (rules.MultipleOf is { } factor && Math.Abs(number / factor - Math.Round(number / factor)) > 1e-9)
        {
            errors.Add(FieldError.Broken(path, value, $"should be a multiple of {GoValues.Number(factor)}"));
        }
    }

    private static void CheckItems(ValueRules rules, JsonArray items, string path, List<FieldError> errors)
    {
        if (rules.MinItems is { } least && items.Count < least)
        {
            errors.Add(FieldError.Broken(path, items, $"should have at least {least} items"));
        }

        if (rules.MaxItems is { } most && items.Count > most)
        {
            errors.Add(TooMany(path, items.Count, most));
        }

        if (rules.UniqueItems && Duplicates.IndexOf(items, item => item).Any())
        {
            errors.Add(FieldError.Broken(path, items, "shouldn't contain duplicates"));
        }
    }

    private static void CheckProperties(ValueRules rules, JsonObject map, string path, List<FieldError> errors)
    {
        if (rules.MinProperties is { } least && map.Count < least)
        {
            errors.Add(FieldError.Broken(path, map, $"should have at least {least} properties"));
        }

        if (rules.MaxProperties is { } most && map.Count > most)
        {
            errors.Add(TooMany(path, map.Count, most));
        }
    }

    private static FieldError TooMany(string path, int count, long most) => new(
        FieldErrorType.TooMany, FieldError.Located(path), count.ToString(CultureInfo.InvariantCulture), $"must have at most {most} {(most == 1 ? "item" : "items")}");

    private static string OrEqual(bool exclusive) => exclusive ? "" : "or equal to ";

    /// <summary>Lengths count characters, not the two halves of one outside the basic plane.</summary>
    private static int Characters(string text) => text.Length - text.Count(char.IsLowSurrogate);
}
