using System.Globalization;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Numbers in texts, as TensorFlow reads them; null if a text is none.</summary>
internal static class NumberTexts
{
    /// <summary>The characters around a number that do not matter.</summary>
    public static readonly char[] Spaces = [' ', '\t', '\n', '\v', '\f', '\r'];

    public static int? ToInt32(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static long? ToInt64(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static double? ToDouble(string text)
    {
        var unsigned = text.TrimStart('+', '-');
        var special = unsigned.ToLowerInvariant() switch
        {
            "inf" or "infinity" => double.PositiveInfinity,
            "nan" => double.NaN,
            _ => 0,
        };
        if (special != 0)
        {
            return text.StartsWith('-') ? -special : special;
        }

        var isDecimal = unsigned.Length > 0 && (char.IsAsciiDigit(unsigned[0]) || unsigned[0] == '.');
        return isDecimal && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
