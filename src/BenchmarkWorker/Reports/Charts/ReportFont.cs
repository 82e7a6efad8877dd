using ScottPlot;
using SkiaSharp;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>
/// The font of the charts. It comes with the program, because the plot library draws no text at all, and says nothing, on a machine without fonts.
/// </summary>
internal static class ReportFont
{
    public const string Family = "Report Sans";
    private const string Resource = "DejaVuSans-subset";
    private static readonly SKData TrueType = SKData.CreateCopy(Read(".ttf"));
    private static readonly SKTypeface Typeface = SKTypeface.FromData(TrueType);

    static ReportFont() => Fonts.FontResolvers.Insert(0, new Resolver());

    /// <summary>Gets the characters of European languages as WOFF2, for pages that bring their font along.</summary>
    public static string Woff2 { get; } = Convert.ToBase64String(Read(".woff2"));

    /// <summary>Names the family that can write all of this: ours, unless a name needs characters that only the machine may have.</summary>
    public static string FamilyFor(IEnumerable<string> texts)
    {
        var all = string.Concat(texts);
        return all.Length == 0 || Typeface.ContainsGlyphs(all) ? Family : Fonts.Detect(all);
    }

    private static byte[] Read(string extension)
    {
        using var stream = typeof(ReportFont).Assembly.GetManifestResourceStream(Resource + extension)
            ?? throw new InvalidOperationException($"the program was built without its resource {Resource}{extension}");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed class Resolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            fontName == Family ? SKTypeface.FromData(TrueType) : null;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Family ? SKTypeface.FromData(TrueType) : null;
    }
}
