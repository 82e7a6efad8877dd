using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Reads text of any encoding, with the choices of a node about what is malformed.</summary>
internal sealed class UnicodeText
{
    private readonly Reader _read;
    private readonly string _errors;
    private readonly Rune _replacement;
    private readonly bool _replacesControls;

    public UnicodeText(GraphNode node)
    {
        _read = ReaderFor(node.Text("input_encoding", "UTF-8"));
        _errors = node.Text("errors", "replace");
        _replacement = new Rune((int)node.Int("replacement_char", 65533));
        _replacesControls = node.Bool("replace_control_characters");
    }

    private delegate OperationStatus Reader(ReadOnlySpan<byte> bytes, out Rune rune, out int consumed);

    /// <summary>Lists the characters, and where in the bytes each begins.</summary>
    public List<(Rune Rune, int Start)> Read(ReadOnlySpan<byte> bytes)
    {
        List<(Rune, int)> runes = [];
        for (var start = 0; start < bytes.Length;)
        {
            var isValid = _read(bytes[start..], out var rune, out var consumed) == OperationStatus.Done;
            if (!isValid && _errors == "strict")
            {
                throw Shapes.Invalid("Invalid formatting on input string");
            }

            if (isValid || _errors == "replace")
            {
                runes.Add((isValid && !(_replacesControls && IsControl(rune)) ? rune : _replacement, start));
            }

            start += consumed;
        }

        return runes;
    }

    public static Encoding EncodingFor(string name) => name switch
    {
        "UTF-8" => Encoding.UTF8,
        "UTF-16-BE" => Encoding.BigEndianUnicode,
        "UTF-32-BE" => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
        _ => throw Shapes.Invalid($"Could not create converter for output encoding: {name}"),
    };

    private static bool IsControl(Rune rune) => rune.Value < 0x20 && rune.Value is not ('\t' or '\n' or '\r');

    private static Reader ReaderFor(string name) => name switch
    {
        "UTF-8" => Rune.DecodeFromUtf8,
        "UTF-16-BE" => ReadUtf16,
        "UTF-32-BE" => ReadUtf32,
        "US-ASCII" or "ASCII" => (ReadOnlySpan<byte> bytes, out Rune rune, out int consumed) => ReadByte(bytes, 0x7F, out rune, out consumed),
        "ISO-8859-1" or "LATIN1" => (ReadOnlySpan<byte> bytes, out Rune rune, out int consumed) => ReadByte(bytes, 0xFF, out rune, out consumed),
        _ => throw Shapes.Invalid($"Could not create converter for input encoding: {name}"),
    };

    private static OperationStatus ReadByte(ReadOnlySpan<byte> bytes, byte last, out Rune rune, out int consumed)
    {
        consumed = 1;
        rune = new Rune(bytes[0]);
        return bytes[0] <= last ? OperationStatus.Done : OperationStatus.InvalidData;
    }

    private static OperationStatus ReadUtf16(ReadOnlySpan<byte> bytes, out Rune rune, out int consumed)
    {
        Span<char> units = stackalloc char[2];
        var count = Math.Min(2, bytes.Length / 2);
        for (var i = 0; i < count; i++)
        {
            units[i] = (char)BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
        }

        var status = Rune.DecodeFromUtf16(units[..count], out rune, out consumed);
        consumed = count == 0 ? bytes.Length : Math.Max(1, consumed) * 2;
        return status;
    }

    private static OperationStatus ReadUtf32(ReadOnlySpan<byte> bytes, out Rune rune, out int consumed)
    {
        consumed = Math.Min(4, bytes.Length);
        rune = default;
        return bytes.Length >= 4 && Rune.TryCreate(BinaryPrimitives.ReadUInt32BigEndian(bytes), out rune) ? OperationStatus.Done : OperationStatus.InvalidData;
    }
}
