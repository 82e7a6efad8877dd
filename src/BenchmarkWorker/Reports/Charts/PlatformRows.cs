using System.Globalization;
using System.Text;
using ModelServing.BenchmarkWorker.Analysis;
using ScottPlot;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>
/// A chart with a row for each platform, the first at the top. A failed platform keeps its row and is called failed; what is not valid is drawn
/// hollow and called so: neither is ever drawn as nothing or as zero.
/// </summary>
internal sealed class PlatformRows
{
    private const int LongestName = 20;
    private const int AroundRows = 96;
    private readonly IReadOnlyList<PlatformResult> _platforms;
    private readonly string _family;

    public PlatformRows(IReadOnlyList<PlatformResult> platforms, string title, string unit)
    {
        _platforms = platforms;
        _family = ReportFont.FamilyFor(platforms.Select(platform => platform.Name));
        Plot = ChartTheme.New(title, unit, "", _family);
        Plot.Axes.Left.SetTicks([.. platforms.Select((_, i) => (double)-i)], [.. platforms.Select(platform => Label(platform.Name))]);
        Plot.Axes.Left.MajorTickStyle.Length = 0;
        Plot.Grid.YAxisStyle.IsVisible = false;
    }

    public Plot Plot { get; }

    /// <summary>A name as charts write it: no line breaks or control characters, and not longer than the space there is.</summary>
    public static string Label(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            var isPlain = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            text.Append(isPlain && rune.Value != 0xFFFE ? rune.ToString() : " ");
        }

        var info = new StringInfo(text.ToString().Trim());
        return info.LengthInTextElements > LongestName ? info.SubstringByTextElements(0, LongestName - 1) + "…" : info.String;
    }

    /// <summary>Adds one value to a platform's row.</summary>
    /// <param name="platform">The row.</param>
    /// <param name="offset">How far above the row's middle, in rows.</param>
    /// <param name="size">How high, in rows.</param>
    /// <param name="estimate">The value with its interval.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="right">The axis's end, where an interval without an upper bound goes.</param>
    public void Bar(int platform, double offset, double size, Estimate estimate, Color color, double right)
    {
        var value = estimate.Value ?? 0;
        var isValid = _platforms[platform].Validity.IsValid;
        Plot.Add.Bar(new Bar
        {
            Position = offset - platform,
            Value = value,
            Size = size,
            Orientation = Orientation.Horizontal,
            FillColor = isValid ? color : color.WithAlpha(0.2),
            LineColor = color,
            LineWidth = isValid ? 0 : 1.5f,
        });
        Whisker(offset - platform, estimate, right);
    }

    public void Whisker(double y, Estimate estimate, double right)
    {
        if (estimate is { Low: null, High: null })
        {
            return;
        }

        var value = estimate.Value ?? 0;
        var line = Plot.Add.Line(estimate.Low ?? 0, y, estimate.High ?? value, y);
        (line.Color, line.LineWidth) = (ChartTheme.InkColor, 1.5f);
        if (estimate.High is null)
        {
            ChartTheme.Dashed(Plot, value, y, right, y, ChartTheme.InkColor);
        }

        foreach (var end in new[] { estimate.Low, estimate.High }.OfType<double>())
        {
            var cap = Plot.Add.Marker(end, y, MarkerShape.VerticalBar, 8, ChartTheme.InkColor);
            cap.MarkerLineWidth = 1.5f;
            ChartMark.Apply(cap.MarkerStyle);
        }
    }

    /// <summary>Adds a box with whiskers; the plot library's own lie only upright.</summary>
    public void Box(int platform, (double WhiskerLow, double Low, double? Middle, double High, double WhiskerHigh) box)
    {
        foreach (var (from, to) in new[] { (box.WhiskerLow, box.Low), (box.High, box.WhiskerHigh) })
        {
            Whisker(-platform, new(null, from, to), to);
        }

        var body = Plot.Add.Rectangle(box.Low, box.High, -platform - 0.25, -platform + 0.25);
        (body.FillColor, body.LineColor, body.LineWidth) = (ChartTheme.Of(platform).WithAlpha(_platforms[platform].Validity.IsValid ? 0.55 : 0.12), ChartTheme.InkColor, 1.5f);
        if (box.Middle is { } middle)
        {
            var line = Plot.Add.Line(middle, -platform - 0.25, middle, -platform + 0.25);
            (line.Color, line.LineWidth) = (ChartTheme.InkColor, 3);
        }
    }

    public void Write(int platform, double x, string text, bool isBad = false)
    {
        var label = Plot.Add.Text(text, x, -platform);
        (label.LabelFontSize, label.LabelFontName, label.LabelAlignment, label.OffsetX) = (12, _family, Alignment.MiddleLeft, 6);
        label.LabelFontColor = isBad ? ChartTheme.BadColor : ChartTheme.InkColor;
    }

    /// <summary>Names the rows without a value, and closes the chart.</summary>
    /// <param name="hasValue">Whether a row has one.</param>
    /// <param name="left">The axis's start.</param>
    /// <param name="right">And its end.</param>
    /// <param name="rowHeight">Pixels of a row.</param>
    public int Close(Func<PlatformResult, bool> hasValue, double left, double right, int rowHeight)
    {
        for (var i = 0; i < _platforms.Count; i++)
        {
            if (!hasValue(_platforms[i]))
            {
                Write(i, left, _platforms[i].State == PlatformState.Failed ? "failed: no valid answer" : "not measured", isBad: true);
            }
        }

        Plot.Axes.SetLimits(left, right > left ? right : left + 1, 0.6 - _platforms.Count, 0.6);
        return AroundRows + Math.Max(2, _platforms.Count) * rowHeight;
    }
}
