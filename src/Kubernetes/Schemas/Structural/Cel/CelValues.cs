using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>Values of expressions: JSON's scalars become plain values, its objects and arrays stay.</summary>
internal static class CelValues
{
    private static readonly (string Escaped, string Plain)[] Escapes =
    [
        ("__dot__", "."), ("__dash__", "-"), ("__slash__", "/"), ("__underscores__", "__"),
    ];

    public static object? Of(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => JsonNumbers.TryInteger(node, out var integer) ? integer : JsonNumbers.TryNumber(node, out var number) ? number : CelError.NoOverload,
        _ => node,
    };

    public static object? Select(object? target, string field)
    {
        return target switch
        {
            CelError => target,
            CelOptional => CelOptional.Select(target, value => Select(value, field)),
            JsonObject map when TryFind(map, field, out var found) => Of(found),
            _ => NoKey(field),
        };
    }

    public static object Has(object? target, string field) => target switch
    {
        CelError => target,
        JsonObject map => TryFind(map, field, out var found) && found is not null,
        _ => false,
    };

    public static object? Index(object? target, object? key) => (target, key) switch
    {
        (CelError, _) => target,
        (_, CelError) => key,
        (CelOptional, _) => CelOptional.Select(target, value => Index(value, key)),
        (JsonObject map, string name) => map.TryGetPropertyValue(name, out var value) ? Of(value) : NoKey(name),
        (JsonArray or List<object?>, long index) => Items(target) is { } items && index >= 0 && index < items.Count
            ? items[(int)index]
            : new CelError($"index out of bounds: {index}") { IsAbsence = true },
        _ => CelError.NoOverload,
    };

    /// <summary>Gives a list's items or a map's keys; null for anything else.</summary>
    public static List<object?>? Items(object? value) => value switch
    {
        List<object?> list => list,
        JsonArray array => [.. array.Select(Of)],
        JsonObject map => [.. map.Select(member => (object?)member.Key)],
        _ => null,
    };

    public static bool AreEqual(object? left, object? right) => (CelTimes.Like(left, right), CelTimes.Like(right, left)) switch
    {
        (null, null) => true,
        (long a, double b) => a == b,
        (double a, long b) => a == b,
        (JsonObject a, JsonObject b) => JsonNode.DeepEquals(a, b),
        (JsonArray or List<object?>, JsonArray or List<object?>) => Items(left) is { } a && Items(right) is { } b
            && a.Count == b.Count && a.Zip(b).All(pair => AreEqual(pair.First, pair.Second)),
        var (a, b) => Equals(a, b),
    };

    private static CelError NoKey(string name) => new($"no such key: {name}") { IsAbsence = true };

    public static string TypeName(object? value) => value switch
    {
        null => "null",
        bool => "boolean",
        long => "integer",
        double => "number",
        string => "string",
        JsonObject => "object",
        _ => "array",
    };

    public static string? ToText(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => GoValues.Number(number),
        _ => null,
    };

    /// <summary>Names that are no identifiers are escaped in rules: <c>self.x__dash__y</c>, <c>self.__namespace__</c>.</summary>
    private static bool TryFind(JsonObject map, string field, out JsonNode? value)
    {
        if (map.TryGetPropertyValue(field, out value))
        {
            return true;
        }

        if (!field.Contains("__", StringComparison.Ordinal))
        {
            return false;
        }

        var plain = Escapes.Aggregate(field, (text, escape) => text.Replace(escape.Escaped, escape.Plain, StringComparison.Ordinal));
        return map.TryGetPropertyValue(plain, out value)
            || (plain.Length > 4 && plain.StartsWith("__", StringComparison.Ordinal) && map.TryGetPropertyValue(plain[2..^2], out value));
    }
}
