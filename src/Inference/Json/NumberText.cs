using System.Buffers;
using System.Buffers.Text;

namespace ModelServing.Inference.Json;

/// <summary>Writes floating point numbers the two ways TensorFlow Serving does: results with C's <c>%g</c>, echoed documents shortest.</summary>
internal static class NumberText
{
    private const int MaxLength = 48;

    /// <summary>Writes as <c>%.6g</c> where that reads back as the same value, else as <c>%.9g</c>.</summary>
    public static void WriteResult(IBufferWriter<byte> output, float value)
    {
        if (!WriteSpecial(output, value))
        {
            Span<byte> scratch = stackalloc byte[DecimalDigits.ScratchSize];
            // Six digits read back exactly when the shortest form has no more than six; then they are the same digits,
            // except below the normal range, where fewer digits would do than %g prints.
            var digits = DecimalDigits.Of(value, default, scratch);
            var six = digits.Digits.Length <= 6;
            var exact = !six || float.IsSubnormal(value);
            WriteGeneral(output, exact ? DecimalDigits.Of(value, six ? "E5" : "E8", scratch) : digits, six ? 6 : 9);
        }
    }

    /// <summary>Writes as <c>%.6g</c> where that reads back as the same value, else as <c>%.17g</c>.</summary>
    public static void WriteResult(IBufferWriter<byte> output, double value)
    {
        if (!WriteSpecial(output, value))
        {
            Span<byte> scratch = stackalloc byte[DecimalDigits.ScratchSize];
            var digits = DecimalDigits.Of(value, default, scratch);
            var six = digits.Digits.Length <= 6;
            var exact = !six || double.IsSubnormal(value);
            WriteGeneral(output, exact ? DecimalDigits.Of(value, six ? "E5" : "E16", scratch) : digits, six ? 6 : 17);
        }
    }

    /// <summary>Writes the fewest digits that read back as the same value: <c>0.1</c>, <c>1.0</c>, <c>1e30</c>.</summary>
    public static void WriteShortest(IBufferWriter<byte> output, double value)
    {
        if (WriteSpecial(output, value))
        {
            return;
        }

        Span<byte> scratch = stackalloc byte[DecimalDigits.ScratchSize];
        var digits = DecimalDigits.Of(value, default, scratch);
        var text = output.GetSpan(MaxLength);
        var length = WriteSign(text, digits);
        length += digits.Exponent is >= -6 and < 21 ? WriteFixed(text[length..], digits) : WriteExponent(text[length..], digits, 1);
        output.Advance(length);
    }

    private static bool WriteSpecial(IBufferWriter<byte> output, double value)
    {
        if (double.IsFinite(value))
        {
            return false;
        }

        output.Write(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        return true;
    }

    private static void WriteGeneral(IBufferWriter<byte> output, DecimalDigits digits, int precision)
    {
        var text = output.GetSpan(MaxLength);
        var length = WriteSign(text, digits);
        length += digits.Exponent >= -4 && digits.Exponent < precision ? WriteFixed(text[length..], digits) : WriteExponent(text[length..], digits, 2);
        output.Advance(length);
    }

    private static int WriteSign(Span<byte> text, DecimalDigits digits)
    {
        text[0] = (byte)'-';
        return digits.Negative ? 1 : 0;
    }

    private static int WriteFixed(Span<byte> text, DecimalDigits digits)
    {
        var source = digits.Digits;
        if (digits.Exponent < 0)
        {
            var zeros = 1 - digits.Exponent;
            text[..zeros].Fill((byte)'0');
            text[1] = (byte)'.';
            source.CopyTo(text[zeros..]);
            return zeros + source.Length;
        }

        var whole = digits.Exponent + 1;
        text[..(whole + 2)].Fill((byte)'0');
        source[..Math.Min(whole, source.Length)].CopyTo(text);
        text[whole] = (byte)'.';
        if (source.Length <= whole)
        {
            return whole + 2;
        }

        source[whole..].CopyTo(text[(whole + 1)..]);
        return source.Length + 1;
    }

    private static int WriteExponent(Span<byte> text, DecimalDigits digits, int exponentDigits)
    {
        var source = digits.Digits;
        var length = 0;
        text[length++] = source[0];
        if (source.Length > 1)
        {
            text[length++] = (byte)'.';
            source[1..].CopyTo(text[length..]);
            length += source.Length - 1;
        }

        text[length++] = (byte)'e';
        if (digits.Exponent < 0 || exponentDigits > 1)
        {
            text[length++] = digits.Exponent < 0 ? (byte)'-' : (byte)'+';
        }

        _ = Utf8Formatter.TryFormat(Math.Abs(digits.Exponent), text[length..], out var written, new StandardFormat('D', (byte)exponentDigits));
        return length + written;
    }
}
