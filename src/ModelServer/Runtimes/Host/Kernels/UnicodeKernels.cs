using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Text from one encoding to another, with a choice of what to do about malformed input.</summary>
internal static class UnicodeKernels
{
    private delegate OperationStatus Reader(ReadOnlySpan<byte> bytes, out Rune rune, out int consumed);

    public static IEnumerable<HostOp> All => [HostOp.One("UnicodeTranscode", OutputTypes.String, Create)];

    private static Func<HostArguments, Tensor> Create(GraphNode node)
    {
        var read = ReaderFor(node.Text("input_encoding", "UTF-8"));
        var encoding = EncodingFor(node.Text("output_encoding", "UTF-8"));
        var errors = node.Text("errors", "replace");
        var replacement = new Rune((int)node.Int("replacement_char", 65533));
        var replacesControls = node.Bool("replace_control_characters");
        return arguments => Elements.Map(arguments.Tensor(0), text => Transcode(text.Span, read, encoding, errors, replacement, replacesControls));
    }

    private static ReadOnlyMemory<byte> Transcode(ReadOnlySpan<byte> bytes, Reader read, Encoding encoding, string errors, Rune replacement, bool replacesControls)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var isValid = read(bytes, out var rune, out var consumed) == OperationStatus.Done;
            bytes = bytes[consumed..];
            if (!isValid && errors == "strict")
            {
                throw Shapes.Invalid("Invalid formatting on input string");
            }

            if (isValid || errors == "replace")
            {
                text.Append((isValid && !(replacesControls && IsControl(rune)) ? rune : replacement).ToString());
            }
        }

        return encoding.GetBytes(text.ToString());
    }

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

    private static Encoding EncodingFor(string name) => name switch
    {
        "UTF-8" => Encoding.UTF8,
        "UTF-16-BE" => Encoding.BigEndianUnicode,
        "UTF-32-BE" => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
        _ => throw Shapes.Invalid($"Could not create converter for output encoding: {name}"),
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
