using System.Text;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Unicode's NFKC_Casefold: texts that differ only in case, in compatible forms or in what is not seen become one.</summary>
internal static class CaseFolder
{
    private const int FirstCherokee = 0x13A0;
    private const int LastCherokee = 0x13F5;

    private static readonly UnicodeNormalizer Apart = new("NFD");
    private static readonly UnicodeNormalizer Together = new("NFKC");

    /// <summary>Old forms of Cyrillic letters, from U+1C80 on.</summary>
    private static readonly int[] Cyrillic = [0x432, 0x434, 0x43E, 0x441, 0x442, 0x442, 0x44A, 0x463, 0xA64B];

    /// <summary>The code points that are ignored by default, first and last of each range.</summary>
    private static readonly (int First, int Last)[] Ignored =
    [
        (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
        (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    /// <summary>Folds UTF-8; what is none becomes the replacement character.</summary>
    /// <remarks>What normalization makes of folded characters may have to be folded again.</remarks>
    public static ReadOnlyMemory<byte> Fold(ReadOnlyMemory<byte> text) => Ascii.IsValid(text.Span) ? Lower(text.Span) : FoldOnce(FoldOnce(text));

    private static byte[] Lower(ReadOnlySpan<byte> text)
    {
        var lower = new byte[text.Length];
        Ascii.ToLower(text, lower, out _);
        return lower;
    }

    private static ReadOnlyMemory<byte> FoldOnce(ReadOnlyMemory<byte> text) => Together.Normalize(FoldEach(Apart.Normalize(text)));

    private static byte[] FoldEach(ReadOnlyMemory<byte> text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in Encoding.UTF8.GetString(text.Span).EnumerateRunes())
        {
            if (!Ignored.Has(rune))
            {
                _ = rune.Value is 0xDF or 0x1E9E ? folded.Append("ss") : folded.Append(Fold(rune).ToString());
            }
        }

        return Encoding.UTF8.GetBytes(folded.ToString());
    }

    private static Rune Fold(Rune rune) => rune.Value switch
    {
        0x345 => new Rune(0x3B9),
        0x3C2 => new Rune(0x3C3),
        >= FirstCherokee and <= LastCherokee => rune,
        >= 0x13F8 and <= 0x13FD => new Rune(rune.Value - 8),
        >= 0x1C80 and <= 0x1C88 => new Rune(Cyrillic[rune.Value - 0x1C80]),
        >= 0xAB70 and <= 0xABBF => new Rune(rune.Value - 0xAB70 + FirstCherokee),
        _ => Rune.ToLowerInvariant(rune),
    };
}
