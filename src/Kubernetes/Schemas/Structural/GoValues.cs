using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>Values as the API server's messages print them: scalars plainly, strings quoted, the rest as Go's own syntax.</summary>
internal static class GoValues
{
    public static string Print(JsonNode? value) => value is null ? "\"null\"" : value.GetValueKind() switch
    {
        JsonValueKind.String => Quote(value.GetValue<string>()),
        JsonValueKind.Object or JsonValueKind.Array => Syntax(value),
        _ => Scalar(value),
    };

    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\u007f' => quoted.Append("\\x").Append(((int)letter).ToString("x2", CultureInfo.InvariantCulture)),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }

    public static string Number(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e21
        ? value.ToString("F0", CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Syntax(JsonNode? value) => value switch
    {
        null => "interface {}(nil)",
        JsonObject map => $"map[string]interface {{}}{{{string.Join(", ", map.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{Quote(member.Key)}:{Syntax(member.Value)}"))}}}",
        JsonArray items => $"[]interface {{}}{{{string.Join(", ", items.Select(Syntax))}}}",
        _ when value.GetValueKind() == JsonValueKind.String => Quote(value.GetValue<string>()),
        _ => Scalar(value),
    };

    private static string Scalar(JsonNode value) =>
        JsonNumbers.TryInteger(value, out var integer) ? integer.ToString(CultureInfo.InvariantCulture)
        : JsonNumbers.TryNumber(value, out var number) ? Number(number)
        : value.ToJsonString();
}
