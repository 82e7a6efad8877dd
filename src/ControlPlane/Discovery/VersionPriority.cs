using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelServing.ControlPlane.Discovery;

/// <summary>Which version of a group clients prefer: stable before beta before alpha, the newest first, then names that are no versions.</summary>
internal static partial class VersionPriority
{
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    private static int Compare(string? left, string? right)
    {
        var order = Rank(right ?? "").CompareTo(Rank(left ?? ""));
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }

    private static (int Stage, long Major, long Minor) Rank(string version)
    {
        if (KubernetesVersion().Match(version) is not { Success: true } match)
        {
            return default;
        }

        var stage = match.Groups[2].Value switch { "" => 3, "beta" => 2, _ => 1 };
        return (stage, Number(match.Groups[1]), Number(match.Groups[3]));
    }

    private static long Number(Group group) => long.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex("^v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?$")]
    private static partial Regex KubernetesVersion();
}
