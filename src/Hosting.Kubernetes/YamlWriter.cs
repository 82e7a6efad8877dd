using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aspire.Hosting.Kubernetes;

/// <summary>Writes a tree as YAML: every string in double quotes, sequences indented, LF.</summary>
internal static class YamlWriter
{
    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonObject root)
    {
        var text = new StringBuilder();
        WriteObject(text, root, 0, firstLineIsOpen: false);
        return text.ToString();
    }

    private static void WriteObject(StringBuilder text, JsonObject value, int indent, bool firstLineIsOpen)
    {
        foreach (var (key, child) in value)
        {
            text.Append(' ', firstLineIsOpen ? 0 : indent).Append(Key(key)).Append(':');
            firstLineIsOpen = false;
            WriteValue(text, child, indent);
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                WriteObject(text, map, indent + 2, firstLineIsOpen: false);
                break;
            case JsonArray { Count: > 0 } items:
                text.Append('\n');
                WriteItems(text, items, indent + 2);
                break;
            default:
                text.Append(' ').Append(Scalar(value)).Append('\n');
                break;
        }
    }

    private static void WriteItems(StringBuilder text, JsonArray items, int indent)
    {
        foreach (var item in items)
        {
            text.Append(' ', indent).Append("- ");
            if (item is JsonObject { Count: > 0 } map)
            {
                WriteObject(text, map, indent + 2, firstLineIsOpen: true);
            }
            else
            {
                text.Append(Scalar(item)).Append('\n');
            }
        }
    }

    private static string Scalar(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        JsonValue plain when plain.TryGetValue<PlainScalar>(out var scalar) => scalar.Text,
        JsonValue text when text.TryGetValue<string>(out var content) => JsonSerializer.Serialize(content, Quoting),
        _ => value.ToJsonString(),
    };

    private static string Key(string key) => key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/') ? key : JsonSerializer.Serialize(key, Quoting);
}
