using System.Buffers;
using System.Text;

namespace ModelServing.Inference.Json;

/// <summary>Prints a value into an error message: arrays on one line, and no further token once 256 bytes are out.</summary>
internal static class JsonDump
{
    private const int Enough = 256;

    public static string Print(JsonValue value)
    {
        var buffer = new ArrayBufferWriter<byte>(Enough * 2);
        var writer = new PrettyWriter(buffer) { SingleLineArrays = true };
        var open = new Stack<(bool IsObject, int Left)>();
        while (true)
        {
            var isObject = value.Kind == JsonKind.Object;
            if (isObject || value.Kind == JsonKind.Array)
            {
                Start(writer, isObject);
                open.Push((isObject, value.Count * (isObject ? 2 : 1)));
            }
            else
            {
                Scalar(writer, value);
            }

            var entered = open.Count > 0 && (isObject || value.Kind == JsonKind.Array) && value.Count > 0;
            if (!Close(writer, buffer, open, entered))
            {
                return Encoding.UTF8.GetString(buffer.WrittenSpan);
            }

            value = entered ? value.FirstElement : value.NextSibling;
        }
    }

    /// <summary>Closes what is complete; false when nothing is left to print, or enough has been.</summary>
    private static bool Close(PrettyWriter writer, ArrayBufferWriter<byte> buffer, Stack<(bool IsObject, int Left)> open, bool entered)
    {
        while (!entered && open.Count > 0 && open.Peek().Left == 0 && buffer.WrittenCount < Enough)
        {
            End(writer, open.Pop().IsObject);
        }

        if (open.Count == 0 || buffer.WrittenCount >= Enough)
        {
            return false;
        }

        var (isObject, left) = open.Pop();
        open.Push((isObject, left - 1));
        return true;
    }

    private static void Start(PrettyWriter writer, bool isObject)
    {
        if (isObject)
        {
            writer.StartObject();
        }
        else
        {
            writer.StartArray();
        }
    }

    private static void End(PrettyWriter writer, bool isObject)
    {
        if (isObject)
        {
            writer.EndObject();
        }
        else
        {
            writer.EndArray();
        }
    }

    private static void Scalar(PrettyWriter writer, JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.String:
                writer.String(value.Utf8);
                break;
            case JsonKind.Int64:
                writer.Number(value.Bits);
                break;
            case JsonKind.UInt64:
                writer.Number((ulong)value.Bits);
                break;
            case JsonKind.Double:
                writer.BeforeValue();
                NumberText.WriteShortest(writer.Output, value.AsDouble());
                break;
            default:
                writer.Raw(value.Kind == JsonKind.Null ? "null"u8 : value.Kind == JsonKind.True ? "true"u8 : "false"u8);
                break;
        }
    }
}
