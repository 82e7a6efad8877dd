using System.Text;

namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>Characters of UTF-8, as SentencePiece counts them.</summary>
internal static class Characters
{
    /// <summary>Gets the character that stands for a space in pieces.</summary>
    public static ReadOnlySpan<byte> Space => "▁"u8;

    public static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>Gets how many bytes a text's first character has by its first byte, no more than there are.</summary>
    public static int Length(ReadOnlySpan<byte> text) => Math.Min(
        text.Length,
        text[0] switch
        {
            < 0xc0 => 1,
            < 0xe0 => 2,
            < 0xf0 => 3,
            _ => 4,
        });

    /// <summary>Reads a text's first character.</summary>
    /// <returns>False if it is broken: then its first byte is taken for it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out int length)
    {
        var isWhole = Rune.DecodeFromUtf8(text, out _, out length) == System.Buffers.OperationStatus.Done;
        length = isWhole ? length : 1;
        return isWhole;
    }
}
