using System.Globalization;
using ModelServing.ModelServer.Versions;

namespace ModelServing.ModelServer.Sources;

/// <summary>Picks versions from the names found under a base path.</summary>
/// <remarks>
/// A version is a name that is a 64-bit decimal number, as TensorFlow reads numbers: leading zeros and blanks around it do not count
/// (<c>00000123</c> is 123), and there may be a sign: <c>-5</c> is a version too.
/// </remarks>
internal static class VersionScan
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    /// <summary>Chooses by policy, newest first. Of several names for one number the ordinally last is taken.</summary>
    public static IReadOnlyList<AspiredVersion> Select(string basePath, IEnumerable<string> names, VersionPolicy policy)
    {
        var found = new SortedDictionary<long, string>(Comparer<long>.Create((left, right) => right.CompareTo(left)));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (TryParse(name, out var version))
            {
                found[version] = name;
            }
        }

        var chosen = policy switch
        {
            VersionPolicy.Latest latest => found.Take(Math.Max(1, latest.Count)),
            VersionPolicy.Specific specific => found.Where(pair => specific.Versions.Contains(pair.Key)),
            _ => found,
        };
        return [.. chosen.Select(pair => new AspiredVersion(pair.Key, Path.Combine(basePath, pair.Value)))];
    }

    public static bool TryParse(string name, out long version) =>
        long.TryParse(name, Style, CultureInfo.InvariantCulture, out version);
}
