using System.Collections;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ModelServing.Inference.TextFormat;

/// <summary>Writes protocol messages as text, the way C++'s <c>DebugString</c> does: a field a line, nested ones indented.</summary>
public static class TextFormatPrinter
{
    private const int KeyField = 1;
    private const int ValueField = 2;

    /// <summary>Writes a message; one without fields is an empty text.</summary>
    public static string Print(IMessage message)
    {
        var text = new StringBuilder();
        PrintFields(message, 0, text);
        return text.ToString();
    }

    private static void PrintFields(IMessage message, int indent, StringBuilder text)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (field.IsMap)
            {
                PrintMap(field, (IDictionary)value, indent, text);
            }
            else if (field.IsRepeated)
            {
                foreach (var element in (IList)value)
                {
                    PrintField(field, element, indent, text);
                }
            }
            else if (field.HasPresence ? field.Accessor.HasValue(message) : !IsDefault(value))
            {
                PrintField(field, value, indent, text);
            }
        }
    }

    /// <summary>An entry is a message with its key and its value, whatever they are; entries come in the order of their keys.</summary>
    private static void PrintMap(FieldDescriptor field, IDictionary map, int indent, StringBuilder text)
    {
        foreach (var key in map.Keys.Cast<object>().OrderBy(key => key as string, StringComparer.Ordinal).ThenBy(key => key is string ? 0 : Convert.ToDecimal(key, CultureInfo.InvariantCulture)))
        {
            text.Append(' ', indent).Append(field.Name).Append(" {\n");
            PrintField(field.MessageType.FindFieldByNumber(KeyField), key, indent + 2, text);
            PrintField(field.MessageType.FindFieldByNumber(ValueField), map[key]!, indent + 2, text); // a map holds no null
            text.Append(' ', indent).Append("}\n");
        }
    }

    private static void PrintField(FieldDescriptor field, object value, int indent, StringBuilder text)
    {
        text.Append(' ', indent).Append(field.Name);
        if (value is IMessage message)
        {
            text.Append(" {\n");
            PrintFields(message, indent + 2, text);
            text.Append(' ', indent).Append("}\n");
        }
        else
        {
            text.Append(": ").Append(Scalar(field, value)).Append('\n');
        }
    }

    private static bool IsDefault(object value) => value switch
    {
        string text => text.Length == 0,
        ByteString bytes => bytes.IsEmpty,
        float number => BitConverter.SingleToInt32Bits(number) == 0, // a negative zero is written
        double number => BitConverter.DoubleToInt64Bits(number) == 0,
        bool flag => !flag,
        _ => Convert.ToDecimal(value, CultureInfo.InvariantCulture) == 0,
    };

    private static string Scalar(FieldDescriptor field, object value) => value switch
    {
        string text => Quote(Encoding.UTF8.GetBytes(text)),
        ByteString bytes => Quote(bytes.Span),
        bool flag => flag ? "true" : "false",
        float number => Number(number, Short(number, "G6", "G9", text => float.Parse(text, CultureInfo.InvariantCulture))),
        double number => Number(number, Short(number, "G15", "G17", text => double.Parse(text, CultureInfo.InvariantCulture))),
        Enum number => Name(field, Convert.ToInt32(number, CultureInfo.InvariantCulture)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!, // integers have a text
    };

    /// <summary>The digits that every number of the type has, or those that tell it from all others if it takes them.</summary>
    private static string Short<T>(T number, string few, string many, Func<string, T> parse)
        where T : IFormattable, IEquatable<T>
    {
        var text = number.ToString(few, CultureInfo.InvariantCulture);
        return parse(text).Equals(number) ? text : number.ToString(many, CultureInfo.InvariantCulture);
    }

    private static string Number(double number, string text) =>
        double.IsNaN(number) ? "nan" : double.IsInfinity(number) ? number > 0 ? "inf" : "-inf" : text.ToLowerInvariant();

    private static string Name(FieldDescriptor field, int number) => field.EnumType.FindValueByNumber(number)?.Name ?? number.ToString(CultureInfo.InvariantCulture);

    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (var value in bytes)
        {
            _ = value switch
            {
                (byte)'\n' => text.Append("\\n"),
                (byte)'\r' => text.Append("\\r"),
                (byte)'\t' => text.Append("\\t"),
                (byte)'"' or (byte)'\'' or (byte)'\\' => text.Append('\\').Append((char)value),
                < 0x20 or >= 0x7f => text.Append('\\').Append(Convert.ToString(value, 8).PadLeft(3, '0')),
                _ => text.Append((char)value),
            };
        }

        return text.Append('"').ToString();
    }
}
