using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>
/// Charts as SVG. Text stays text and brings its font along: WOFF2 in the page's style, and beside it families with the same widths.
/// On a page the colours are style variables, so that a chart follows the page into the dark.
/// </summary>
internal static partial class ChartSvg
{
    public const string FontFamily = "Report Sans,DejaVu Sans,Verdana,Bitstream Vera Sans,Geneva,sans-serif";
    private const string Space = "http://www.w3.org/2000/svg";
    private static readonly XName[] Painted = ["fill", "stroke", "stop-color"];
    private static readonly Dictionary<string, string> Variables = ChartTheme.Variables.ToDictionary(variable => variable.Light, variable => $"var(--{variable.Name})", StringComparer.OrdinalIgnoreCase);

    public static string FontFace { get; } = $"@font-face{{font-family:\"{ReportFont.Family}\";src:url(data:font/woff2;base64,{ReportFont.Woff2}) format(\"woff2\")}}";

    /// <summary>A chart as part of a page.</summary>
    public static string Inline(Chart chart)
    {
        var svg = Draw(chart);
        foreach (var attribute in svg.DescendantsAndSelf().Attributes().Where(attribute => Painted.Contains(attribute.Name)))
        {
            attribute.Value = Variables.GetValueOrDefault(attribute.Value, attribute.Value);
        }

        svg.SetAttributeValue("class", "chart");
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>Every chart in one file of its own, in columns.</summary>
    public static string Together(IReadOnlyList<Chart> charts, int columns = 3)
    {
        var places = ChartGrid.Place(charts, columns, out var height);
        var root = new XElement(
            XName.Get("svg", Space),
            new XAttribute("viewBox", $"0 0 {columns * Chart.Width} {height}"),
            new XAttribute("width", columns * Chart.Width),
            new XAttribute("height", height),
            new XElement(XName.Get("style", Space), FontFace),
            new XElement(XName.Get("rect", Space), new XAttribute("width", "100%"), new XAttribute("height", "100%"), new XAttribute("fill", ChartTheme.Paper)));
        foreach (var (chart, x, y) in places)
        {
            var svg = Draw(chart);
            svg.SetAttributeValue("x", x);
            svg.SetAttributeValue("y", y);
            svg.SetAttributeValue("width", Chart.Width);
            svg.SetAttributeValue("height", chart.Height);
            root.Add(svg);
        }

        return root.ToString(SaveOptions.DisableFormatting);
    }

    private static XElement Draw(Chart chart)
    {
        var svg = XDocument.Parse(chart.Plot.GetSvgXml(Chart.Width, chart.Height)).Root ?? throw new InvalidOperationException("the plot library drew nothing");
        svg.SetAttributeValue("width", null);
        svg.SetAttributeValue("height", null);
        svg.SetAttributeValue("viewBox", $"0 0 {Chart.Width} {chart.Height}");
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-label", Plain($"{chart.Title}. {chart.Description}"));
        foreach (var element in svg.DescendantsAndSelf())
        {
            Rename(element, chart.Name);
            if (element.Name.LocalName == "text")
            {
                element.SetAttributeValue("font-family", FontFamily);
                Shorten(element, "x");
                Shorten(element, "y");
            }
        }

        return svg;
    }

    /// <summary>Ids are unique in a chart only, and a page has several.</summary>
    private static void Rename(XElement element, string prefix)
    {
        foreach (var attribute in element.Attributes())
        {
            if (attribute.Name.LocalName == "id")
            {
                attribute.Value = $"{prefix}-{attribute.Value}";
            }
            else if (attribute.Name.LocalName == "href" && attribute.Value.StartsWith('#'))
            {
                attribute.Value = $"#{prefix}-{attribute.Value[1..]}";
            }
            else if (attribute.Value.StartsWith("url(#", StringComparison.Ordinal))
            {
                attribute.Value = $"url(#{prefix}-{attribute.Value[5..]}";
            }
        }
    }

    private static void Shorten(XElement text, XName name)
    {
        if (text.Attribute(name) is { } attribute)
        {
            attribute.Value = LongNumber().Replace(attribute.Value, match => double.Parse(match.Value, CultureInfo.InvariantCulture).ToString("0.#", CultureInfo.InvariantCulture));
        }
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            plain.Append(Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? " " : rune.ToString());
        }

        return plain.ToString();
    }

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex LongNumber();
}
