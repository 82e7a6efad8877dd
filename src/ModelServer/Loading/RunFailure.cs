using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelServing.ModelServer.Loading;

/// <summary>What the runtime says when a run fails, in TensorFlow's words where they are known.</summary>
internal static partial class RunFailure
{
    /// <summary>Makes the name of a node that fails with a message.</summary>
    public static string NameFor(string message) => "!" + message.Replace('#', ' ');

    /// <summary>Gets the words, or nothing where they are not known.</summary>
    public static string? Describe(string message)
    {
        if (Named().Match(message) is { Success: true } named)
        {
            return named.Groups[1].Value;
        }

        if (message.Contains("Integer division by zero", StringComparison.Ordinal) || message.Contains("Integer modulo by zero", StringComparison.Ordinal))
        {
            return "Integer division by zero";
        }

        return OutOfRange().Match(message) is { Success: true } found ? Index(found) : null;
    }

    /// <summary>Negative indices were moved below the range that the runtime counts from the end.</summary>
    private static string Index(Match found)
    {
        var length = long.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture);
        var index = long.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"indices = {(index < 0 ? index + length : index)} is not in [0, {length})");
    }

    [GeneratedRegex(@"running Gather node\. Name:'!([^#]*)#\d+'")]
    private static partial Regex Named();

    [GeneratedRegex(@"idx=(-?\d{1,18}) must be within the inclusive range \[-(\d{1,18}),-?\d+\]")]
    private static partial Regex OutOfRange();
}
