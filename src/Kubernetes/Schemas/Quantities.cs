using System.Text.RegularExpressions;

namespace ModelServing.Kubernetes.Schemas;

/// <summary>Amounts such as <c>500m</c>, <c>1.5Gi</c> and <c>2e3</c>.</summary>
/// <remarks><c>quantity = [ sign ] digits [ "." digits ] [ "Ki" | … | "Ei" | "n" | "u" | "m" | "k" | "M" | "G" | "T" | "P" | "E" | ( "e" | "E" ) [ sign ] digits ]</c>.</remarks>
internal static partial class Quantities
{
    public const string Malformed = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    /// <summary>Gives what is wrong with an amount, or null.</summary>
    public static string? Problem(string text) => Quantity().IsMatch(text) ? null
        : Shape().IsMatch(text) ? "unable to parse quantity's suffix" : Malformed;

    [GeneratedRegex(@"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$")]
    private static partial Regex Quantity();

    [GeneratedRegex(@"^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$")]
    private static partial Regex Shape();
}
