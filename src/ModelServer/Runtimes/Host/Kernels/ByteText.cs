using System.Text;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Text of bytes that should be UTF-8. What is not survives a round trip: byte 0xNN becomes the lone surrogate U+DCNN.</summary>
internal static class ByteText
{
    private const int Escape = 0xDC00;

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                bytes = bytes[consumed..];
            }
            else
            {
                text.Append((char)(Escape + bytes[0]));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                length += rune.EncodeToUtf8(bytes.AsSpan(length));
                text = text[consumed..];
            }
            else
            {
                bytes[length++] = (byte)(text[0] - Escape);
                text = text[1..];
            }
        }

        return bytes.AsMemory(0, length);
    }

    /// <summary>Counts code points: the bytes that do not continue one.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        foreach (var value in bytes)
        {
            count += IsContinuation(value) ? 0 : 1;
        }

        return count;
    }

    public static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    /// <summary>C's isspace for ASCII.</summary>
    public static bool IsSpace(byte value) => value is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');
}
