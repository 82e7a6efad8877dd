using System.Buffers.Text;
using System.Globalization;

namespace ModelServing.Inference.Json;

/// <summary>A finite number as significant decimal digits <c>d.ddd × 10^Exponent</c>, without leading or trailing zeros.</summary>
internal readonly ref struct DecimalDigits
{
    /// <summary>Bytes of scratch space that any number needs.</summary>
    public const int ScratchSize = 64;

    private DecimalDigits(bool negative, ReadOnlySpan<byte> digits, int exponent)
    {
        Negative = negative;
        Digits = digits;
        Exponent = exponent;
    }

    public bool Negative { get; }

    public ReadOnlySpan<byte> Digits { get; }

    public int Exponent { get; }

    /// <summary>Takes the digits of a number; an empty format gives the fewest that read back as the same value.</summary>
    public static DecimalDigits Of(float value, ReadOnlySpan<char> format, Span<byte> scratch)
    {
        _ = value.TryFormat(scratch[32..], out var length, format, CultureInfo.InvariantCulture);
        return Parse(scratch.Slice(32, length), scratch[..32]);
    }

    /// <inheritdoc cref="Of(float, ReadOnlySpan{char}, Span{byte})"/>
    public static DecimalDigits Of(double value, ReadOnlySpan<char> format, Span<byte> scratch)
    {
        _ = value.TryFormat(scratch[32..], out var length, format, CultureInfo.InvariantCulture);
        return Parse(scratch.Slice(32, length), scratch[..32]);
    }

    /// <remarks><c>[ "-" ] digits [ "." digits ] [ "E" sign digits ]</c>: what the framework writes.</remarks>
    private static DecimalDigits Parse(ReadOnlySpan<byte> text, Span<byte> room)
    {
        var negative = text[0] == '-';
        text = negative ? text[1..] : text;
        var exponent = 0;
        var e = text.IndexOf((byte)'E');
        if (e >= 0)
        {
            _ = Utf8Parser.TryParse(text[(e + 1)..], out exponent, out _);
            text = text[..e];
        }

        var point = text.IndexOf((byte)'.');
        exponent += (point < 0 ? text.Length : point) - 1;
        var count = 0;
        foreach (var symbol in text)
        {
            if (symbol == '0' && count == 0 && text.Length > 1)
            {
                exponent--;
            }
            else if (symbol != '.')
            {
                room[count++] = symbol;
            }
        }

        var digits = room[..count].TrimEnd((byte)'0');
        return digits.IsEmpty ? new(negative, "0"u8, 0) : new(negative, digits, exponent);
    }
}
