using System.Globalization;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The scripts of Unicode 15, which .NET does not know.</summary>
internal static class UnicodeScripts
{
    public const int None = -1;
    private const int Unknown = 0;
    private const int LastPoint = 0x10FFFF;

    private static readonly Lazy<(int[] Firsts, (int Last, int Script)[] Ranges)> Known = new(Read);

    /// <summary>Gets a number for a code point's script; 0 where it has none yet, and <see cref="None"/> of what is no code point.</summary>
    public static int Of(int point)
    {
        if (point is < 0 or > LastPoint)
        {
            return None;
        }

        var (firsts, ranges) = Known.Value;
        var place = Array.BinarySearch(firsts, point);
        place = place < 0 ? ~place - 1 : place;
        return place >= 0 && point <= ranges[place].Last ? ranges[place].Script : Unknown;
    }

    /// <remarks><c>file = { "#" name line { line } }</c>, <c>line = range { " " range }</c>, <c>range = hex [ "-" hex ]</c>.</remarks>
    private static (int[] Firsts, (int Last, int Script)[] Ranges) Read()
    {
        using var stream = typeof(UnicodeScripts).Assembly.GetManifestResourceStream("ModelServing.ModelServer.UnicodeScripts.txt")!; // part of the build
        using var reader = new StreamReader(stream);
        var sections = reader.ReadToEnd().Split('#', StringSplitOptions.RemoveEmptyEntries).Select(section => section.Split('\n', 2)[1]);
        var ranges = sections
            .SelectMany((section, index) => section.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(range => (range.Split('-'), Script: index + 1)))
            .Select(range => (First: Point(range.Item1[0]), Last: Point(range.Item1[^1]), range.Script))
            .OrderBy(range => range.First)
            .ToArray();
        return ([.. ranges.Select(range => range.First)], [.. ranges.Select(range => (range.Last, range.Script))]);
    }

    private static int Point(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
