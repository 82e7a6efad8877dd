using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>
/// Regular expressions of schemas and rules. They come from users, so they run in linear time, as the API server's own do; the same few
/// patterns appear hundreds of times in one schema.
/// </summary>
internal static class Patterns
{
    private const int Capacity = 10_000;
    private static readonly ConcurrentDictionary<string, Regex?> Known = new(StringComparer.Ordinal);

    /// <summary>Gives null for a pattern that is malformed, or that cannot run in linear time.</summary>
    public static Regex? Of(string pattern)
    {
        if (Known.Count > Capacity)
        {
            Known.Clear();
        }

        return Known.GetOrAdd(pattern, static text => Create(text));
    }

    private static Regex? Create(string pattern)
    {
        try
        {
            return new Regex(pattern.Replace("(?P<", "(?<", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
