using System.Globalization;
using System.Numerics;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ModelServing.Inference.TextFormat;

/// <summary>Reads single values.</summary>
internal static class TextScalars
{
    /// <summary>More than any integer needs; reading takes longer than in proportion to the digits.</summary>
    private const int MaxDigits = 64;

    public static object Parse(TextTokenizer tokens, FieldDescriptor field)
    {
        var wantsString = field.FieldType is FieldType.String or FieldType.Bytes;
        if (tokens.AtEnd || tokens.IsString != wantsString)
        {
            throw Unfit(tokens, field);
        }

        var value = wantsString ? Text(tokens, field) : Word(tokens.Token, field);
        if (value is null)
        {
            throw Unfit(tokens, field);
        }

        _ = tokens.Take();
        return value;
    }

    private static object Text(TextTokenizer tokens, FieldDescriptor field) =>
        field.FieldType == FieldType.Bytes ? ByteString.CopyFrom(tokens.Bytes) : tokens.Token;

    private static object? Word(string token, FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Bool => token switch
        {
            "true" or "True" or "t" or "1" => true,
            "false" or "False" or "f" or "0" => false,
            _ => null,
        },
        FieldType.Enum => Enumeration(token, field.EnumType),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Integer<int>(token),
        FieldType.UInt32 or FieldType.Fixed32 => Integer<uint>(token),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Integer<long>(token),
        FieldType.UInt64 or FieldType.Fixed64 => Integer<ulong>(token),
        FieldType.Float => Floating(token) is { } number ? (float)number : null,
        FieldType.Double => Floating(token),
        _ => null,
    };

    private static object? Enumeration(string token, EnumDescriptor type)
    {
        var value = type.FindValueByName(token) ?? (int.TryParse(token, CultureInfo.InvariantCulture, out var number) ? type.FindValueByNumber(number) : null);
        return value is null ? null : Enum.ToObject(type.ClrType, value.Number);
    }

    private static object? Integer<T>(string token)
        where T : struct, INumber<T>
    {
        var negative = token.StartsWith('-');
        var digits = negative ? token[1..] : token;
        var hex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var style = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        // The leading zero keeps hexadecimal digits from meaning a negative number.
        if (digits.Length > MaxDigits || !BigInteger.TryParse(hex ? $"0{digits[2..]}" : digits, style, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        try
        {
            return T.CreateChecked(negative ? -value : value);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static double? Floating(string token) => token.TrimEnd('f', 'F') switch
    {
        "nan" => double.NaN,
        "in" when token is "inf" => double.PositiveInfinity,
        "-in" when token is "-inf" => double.NegativeInfinity,
        var digits => double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    private static TextFormatException Unfit(TextTokenizer tokens, FieldDescriptor field)
    {
        var found = tokens.AtEnd ? "the end of the text" : tokens.IsString ? $"\"{tokens.Token}\"" : tokens.Token;
        return tokens.Error($"\"{field.Name}\" needs a value of type {field.FieldType.ToString().ToLowerInvariant()}, not {found}");
    }
}
