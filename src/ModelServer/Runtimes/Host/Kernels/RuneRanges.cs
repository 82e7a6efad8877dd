using System.Text;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

internal static class RuneRanges
{
    /// <summary>Tells whether one of some ranges, first and last of each, has a code point.</summary>
    public static bool Has(this (int First, int Last)[] ranges, Rune rune) => Array.Exists(ranges, range => rune.Value >= range.First && rune.Value <= range.Last);
}
