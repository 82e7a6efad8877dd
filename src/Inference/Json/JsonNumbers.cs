using System.Buffers.Text;

namespace ModelServing.Inference.Json;

/// <summary>Reads numbers.</summary>
/// <remarks>
/// <c>number = [ "-" ] ( "NaN" | "Inf" [ "inity" ] | int [ "." digits ] [ ("e"|"E") [ "+"|"-" ] digits ] )</c>,
/// <c>int = "0" | nonzero digits*</c>.
/// </remarks>
internal static class JsonNumbers
{
    private const string Invalid = "Invalid value.";

    public static JsonFailure? Read(ReadOnlySpan<byte> text, ref int at, out JsonKind kind, out long bits)
    {
        if (FastNumbers.TryRead(text, ref at, out kind, out bits))
        {
            return null;
        }

        var start = at;
        var negative = Next(text, at) == '-';
        if (negative)
        {
            at++;
        }

        kind = JsonKind.Double;
        bits = 0;
        if (Next(text, at) is (byte)'N' or (byte)'I')
        {
            return ReadWord(text, ref at, negative, out bits);
        }

        if (!IsDigit(text, at))
        {
            return new(Invalid, at);
        }

        var fits = ReadInteger(text, ref at, out var magnitude);
        if (Next(text, at) is (byte)'.' or (byte)'e' or (byte)'E')
        {
            return ReadDouble(text, start, ref at, out bits);
        }

        if (!fits || (negative && magnitude > 1UL << 63))
        {
            return Convert(text[start..at], start, out bits);
        }

        kind = negative || magnitude <= long.MaxValue ? JsonKind.Int64 : JsonKind.UInt64;
        bits = negative ? unchecked(-(long)magnitude) : unchecked((long)magnitude);
        return null;
    }

    /// <summary>Reads the digits before the point; false when they do not fit 64 bits.</summary>
    private static bool ReadInteger(ReadOnlySpan<byte> text, ref int at, out ulong magnitude)
    {
        magnitude = (ulong)(text[at] - '0');
        var leadingZero = text[at++] == '0';
        var fits = true;
        while (!leadingZero && IsDigit(text, at))
        {
            var digit = (ulong)(text[at++] - '0');
            fits &= magnitude < ulong.MaxValue / 10 || (magnitude == ulong.MaxValue / 10 && digit <= ulong.MaxValue % 10);
            magnitude = unchecked((magnitude * 10) + digit);
        }

        return fits;
    }

    private static JsonFailure? ReadDouble(ReadOnlySpan<byte> text, int start, ref int at, out long bits)
    {
        bits = 0;
        if (text[at] == '.')
        {
            at++;
            if (!SkipDigits(text, ref at))
            {
                return new("Miss fraction part in number.", at);
            }
        }

        if (Next(text, at) is (byte)'e' or (byte)'E')
        {
            at++;
            if (Next(text, at) is (byte)'+' or (byte)'-')
            {
                at++;
            }

            if (!SkipDigits(text, ref at))
            {
                return new("Miss exponent in number.", at);
            }
        }

        return Convert(text[start..at], start, out bits);
    }

    private static JsonFailure? Convert(ReadOnlySpan<byte> number, int start, out long bits)
    {
        var parsed = Utf8Parser.TryParse(number, out double value, out var consumed) && consumed == number.Length;
        bits = BitConverter.DoubleToInt64Bits(value);
        return parsed && double.IsFinite(value) ? null : new JsonFailure("Number too big to be stored in double.", start);
    }

    private static JsonFailure? ReadWord(ReadOnlySpan<byte> text, ref int at, bool negative, out long bits)
    {
        var isNaN = text[at] == 'N';
        var word = isNaN ? "NaN"u8 : text[at..].StartsWith("Infi"u8) ? "Infinity"u8 : "Inf"u8;
        var matched = text[at..].CommonPrefixLength(word);
        at += matched;
        bits = BitConverter.DoubleToInt64Bits(isNaN ? double.NaN : negative ? double.NegativeInfinity : double.PositiveInfinity);
        return matched == word.Length ? null : new JsonFailure(Invalid, at);
    }

    private static bool SkipDigits(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (IsDigit(text, at))
        {
            at++;
        }

        return at > start;
    }

    private static bool IsDigit(ReadOnlySpan<byte> text, int at) => at < text.Length && (uint)(text[at] - '0') <= 9;

    private static byte Next(ReadOnlySpan<byte> text, int at) => at < text.Length ? text[at] : (byte)0;
}
