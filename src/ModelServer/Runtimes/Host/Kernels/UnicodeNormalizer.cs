using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The normal forms of Unicode. The framework has none where it runs without the system's languages, as here.</summary>
internal sealed class UnicodeNormalizer
{
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int Vowels = 21;
    private const int Tails = 28;
    private const int Syllables = 19 * Vowels * Tails;

    private static readonly Lazy<Tables> Known = new(Read);

    private readonly bool _isCompatible;
    private readonly bool _composes;

    /// <param name="form">NFC, NFD, NFKC or NFKD.</param>
    public UnicodeNormalizer(string form)
    {
        (_isCompatible, _composes) = form.ToUpperInvariant() switch
        {
            "NFC" => (false, true),
            "NFD" => (false, false),
            "NFKC" => (true, true),
            "NFKD" => (true, false),
            _ => throw Shapes.Invalid($"Unknown normalization form: {form}"),
        };
    }

    /// <summary>Normalizes UTF-8; what is none becomes the replacement character.</summary>
    public ReadOnlyMemory<byte> Normalize(ReadOnlyMemory<byte> text)
    {
        if (Ascii.IsValid(text.Span))
        {
            return text;
        }

        List<int> points = [];
        for (var rest = text.Span; !rest.IsEmpty;)
        {
            Rune.DecodeFromUtf8(rest, out var rune, out var consumed);
            Decompose(rune.Value, points);
            rest = rest[consumed..];
        }

        Order(points);
        var result = new StringBuilder(points.Count);
        foreach (var point in _composes ? Compose(points) : points)
        {
            result.Append(new Rune(point).ToString());
        }

        return Encoding.UTF8.GetBytes(result.ToString());
    }

    private void Decompose(int point, List<int> target)
    {
        var syllable = point - HangulBase;
        if (syllable is >= 0 and < Syllables)
        {
            target.AddRange([LeadBase + (syllable / (Vowels * Tails)), VowelBase + (syllable % (Vowels * Tails) / Tails)]);
            target.AddRange(syllable % Tails == 0 ? [] : [TailBase + (syllable % Tails)]);
        }
        else if ((_isCompatible && Known.Value.Compatible.TryGetValue(point, out var parts)) || Known.Value.Canonical.TryGetValue(point, out parts))
        {
            target.AddRange(parts);
        }
        else
        {
            target.Add(point);
        }
    }

    /// <summary>Sorts marks that follow one letter by their classes; those of one class keep their order.</summary>
    private static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            while (end < points.Count && Class(points[end]) > 0)
            {
                end++;
            }

            if (end > start + 1)
            {
                var marks = points.GetRange(start, end - start).OrderBy(Class).ToArray();
                marks.CopyTo(CollectionsMarshal.AsSpan(points)[start..]);
            }

            start = end;
        }
    }

    /// <summary>Joins each letter with what follows it, unless something of the same or a higher class stands between.</summary>
    private static List<int> Compose(List<int> points)
    {
        List<int> result = [];
        var (starter, last) = (-1, 0);
        foreach (var point in points)
        {
            var own = Class(point);
            var isBlocked = starter < result.Count - 1 && last >= own;
            if (starter >= 0 && !isBlocked && Join(result[starter], point) is { } joined)
            {
                result[starter] = joined;
                continue;
            }

            starter = own == 0 ? result.Count : starter;
            last = own;
            result.Add(point);
        }

        return result;
    }

    private static int? Join(int first, int second)
    {
        var (lead, vowel, tail) = (first - LeadBase, second - VowelBase, second - TailBase);
        if (lead is >= 0 and < 19 && vowel is >= 0 and < Vowels)
        {
            return HangulBase + (((lead * Vowels) + vowel) * Tails);
        }

        if (first - HangulBase is >= 0 and < Syllables && (first - HangulBase) % Tails == 0 && tail is > 0 and < Tails)
        {
            return first + tail;
        }

        return Known.Value.Pairs.TryGetValue((first, second), out var joined) ? joined : null;
    }

    private static int Class(int point) => Known.Value.Classes.GetValueOrDefault(point);

    /// <remarks><c>file = { "#" name line { line } }</c>, <c>line = entry { ";" entry }</c>, <c>entry = hex "=" hex { " " hex }</c>, where a class has ranges.</remarks>
    private static Tables Read()
    {
        using var stream = typeof(UnicodeNormalizer).Assembly.GetManifestResourceStream("ModelServing.ModelServer.UnicodeNormalization.txt")!; // part of the build
        using var reader = new StreamReader(stream);
        var sections = reader.ReadToEnd().Split('#', StringSplitOptions.RemoveEmptyEntries).Select(section => section.Split('\n', 2)).ToDictionary(
            section => section[0].Trim(),
            section => section[1].Split(['\n', ';'], StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('=')).ToArray());
        return new Tables(
            sections["canonical"].ToFrozenDictionary(entry => Point(entry[0]), Points),
            sections["compatible"].ToFrozenDictionary(entry => Point(entry[0]), Points),
            sections["pairs"].ToFrozenDictionary(entry => (Points(entry)[0], Points(entry)[1]), entry => Point(entry[0])),
            sections["classes"].SelectMany(entry => entry[1].Split(' ').SelectMany(range => Range(range).Select(point => (point, Class: Point(entry[0]))))).ToFrozenDictionary(pair => pair.point, pair => pair.Class));
    }

    private static int Point(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static int[] Points(string[] entry) => Array.ConvertAll(entry[1].Split(' '), Point);

    private static IEnumerable<int> Range(string range) => range.Split('-') is [var first, var last] ? Enumerable.Range(Point(first), Point(last) - Point(first) + 1) : [Point(range)];

    private sealed record Tables(
        FrozenDictionary<int, int[]> Canonical, FrozenDictionary<int, int[]> Compatible, FrozenDictionary<(int First, int Second), int> Pairs, FrozenDictionary<int, int> Classes);
}
