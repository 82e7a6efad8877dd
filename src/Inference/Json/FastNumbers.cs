using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ModelServing.Inference.Json;

/// <summary>Reads the numbers that requests are full of, eight digits at a time, and leaves every other one to <see cref="JsonNumbers"/>.</summary>
/// <remarks>
/// A decimal of at most 2^53 times a power of ten up to 10^22 needs one rounding, so the result is the nearest double
/// (W. D. Clinger, "How to read floating point numbers accurately", 1990).
/// </remarks>
internal static class FastNumbers
{
    private const int Word = sizeof(ulong);
    private const int MaxDigits = 18;
    private const long MaxExact = 1L << 53;

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    private static readonly long[] Shifts = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>Reads a number; false, with nothing consumed, where it is long, near the end of the text, or not a number at all.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, ref int at, out JsonKind kind, out long bits)
    {
        kind = JsonKind.Int64;
        bits = 0;
        var next = at;
        var negative = next < text.Length && text[next] == '-';
        next += negative ? 1 : 0;
        var digits = Digits(text, next, out var magnitude);
        // "01" is no number, and eight digits may be the beginning of more.
        if (digits is 0 or Word || (digits > 1 && text[next] == '0'))
        {
            return false;
        }

        next += digits;
        if (text[next] is (byte)'.' or (byte)'e' or (byte)'E')
        {
            kind = JsonKind.Double;
            return TryFraction(text, ref at, next, magnitude, digits, negative, out bits);
        }

        bits = negative ? -magnitude : magnitude;
        at = next;
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, ref int at, int next, long magnitude, int digits, bool negative, out long bits)
    {
        bits = 0;
        var exponent = 0;
        if (text[next] == '.')
        {
            var first = Digits(text, ++next, out var head);
            var second = first == Word ? Digits(text, next + Word, out var tail) : Nothing(out tail);
            // Where the text ends within the second eight bytes, none of them has been looked at.
            if (first == 0 || second == Word || (first == Word && next > text.Length - (2 * Word)) || digits + first + second > MaxDigits)
            {
                return false;
            }

            magnitude = (((magnitude * Shifts[first]) + head) * Shifts[second]) + tail;
            next += first + second;
            exponent = -(first + second);
        }

        if (next >= text.Length || (text[next] is (byte)'e' or (byte)'E' && !TryExponent(text, ref next, ref exponent)))
        {
            return false;
        }

        if (magnitude > MaxExact || exponent is < -22 or > 22)
        {
            return false;
        }

        var value = exponent < 0 ? magnitude / PowersOfTen[-exponent] : magnitude * PowersOfTen[exponent];
        bits = BitConverter.DoubleToInt64Bits(negative ? -value : value);
        at = next;
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, ref int next, ref int exponent)
    {
        next++;
        var negative = next < text.Length && text[next] == '-';
        next += negative || (next < text.Length && text[next] == '+') ? 1 : 0;
        var digits = Digits(text, next, out var value);
        next += digits;
        exponent += (int)(negative ? -value : value);
        return digits is > 0 and < Word;
    }

    /// <summary>Counts and reads the digits in the eight bytes at a place; none where the text has no eight bytes left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digits(ReadOnlySpan<byte> text, int at, out long value)
    {
        value = 0;
        if (at > text.Length - Word)
        {
            return 0;
        }

        const ulong HighHalves = 0xF0F0F0F0F0F0F0F0;
        const ulong Zeros = 0x3030303030303030;
        var word = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]);
        // A byte is a digit when its high half is 3, and still is after adding 6; what carries comes after a byte that is none.
        var others = ((word & HighHalves) ^ Zeros) | (((word + 0x0606060606060606) & HighHalves) ^ Zeros);
        var count = BitOperations.TrailingZeroCount(others) / Word;
        if (count == 0)
        {
            return 0;
        }

        // The digits move to the end of the word, behind zeros; pairs, then fours, then all eight are put together.
        word = (word << (64 - (count * Word))) & 0x0F0F0F0F0F0F0F0F;
        word = (word * 2561) >> 8;
        word = ((word & 0x00FF00FF00FF00FF) * 6553601) >> 16;
        value = (long)(((word & 0x0000FFFF0000FFFF) * 42949672960001) >> 32);
        return count;
    }

    private static int Nothing(out long value)
    {
        value = 0;
        return 0;
    }
}
