using ScottPlot;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>What a mark stands for.</summary>
/// <param name="Text">The words.</param>
/// <param name="Color">The colour.</param>
/// <param name="Marker">The mark on a line; none for a filled area.</param>
/// <param name="IsMissing">Whether there is nothing of it in the chart.</param>
internal readonly record struct ChartLegendEntry(string Text, Color Color, MarkerShape Marker, bool IsMissing = false);

/// <summary>A legend under a chart in as many lines as it takes; the plot library's own has one, and cuts off what is too long for it.</summary>
internal sealed class ChartLegend : IPanel
{
    private const float LineHeight = 19;
    private const float SymbolWidth = 22;
    private const float Gap = 14;
    private const float Margin = 10;
    private readonly LabelStyle _style;
    private readonly List<List<(ChartLegendEntry Entry, float Width)>> _lines = [[]];

    public ChartLegend(IEnumerable<ChartLegendEntry> entries, string family)
    {
        _style = new() { FontName = family, FontSize = 12, ForeColor = ChartTheme.InkColor, Alignment = Alignment.MiddleLeft };
        using var paint = Paint.NewDisposablePaint();
        var used = 0f;
        foreach (var entry in entries)
        {
            var width = SymbolWidth + _style.Measure(entry.Text, paint).Width + Gap;
            if (used > 0 && used + width > Chart.Width - 2 * Margin)
            {
                _lines.Add([]);
                used = 0;
            }

            _lines[^1].Add((entry, width));
            used += width;
        }
    }

    /// <summary>Gets the pixels that it takes.</summary>
    public float Height => LineHeight * _lines.Count + 6;

    public bool IsVisible { get; set; } = true;

    public float MinimumSize { get; set; }

    public float MaximumSize { get; set; } = float.MaxValue;

    public Edge Edge => Edge.Bottom;

    public bool ShowDebugInformation { get; set; }

    public float Measure(Paint paint) => Height;

    public PixelRect GetPanelRect(PixelRect dataRect, float size, float offset, Paint paint) =>
        new(dataRect.Left, dataRect.Right, dataRect.Bottom + offset + size, dataRect.Bottom + offset);

    public void Render(RenderPack rp, float size, float offset)
    {
        var y = rp.DataRect.Bottom + offset + 6 + LineHeight / 2;
        foreach (var line in _lines)
        {
            var x = Math.Max(Margin, (Chart.Width - line.Sum(item => item.Width) + Gap) / 2);
            foreach (var (entry, width) in line)
            {
                Symbol(rp, entry, x, y);
                _style.ForeColor = entry.IsMissing ? ChartTheme.BadColor : ChartTheme.InkColor;
                _style.Render(rp.Canvas, new Pixel(x + SymbolWidth, y), rp.Paint, entry.Text);
                x += width;
            }

            y += LineHeight;
        }
    }

    private static void Symbol(RenderPack rp, ChartLegendEntry entry, float x, float y)
    {
        if (entry.Marker == MarkerShape.None)
        {
            new FillStyle { Color = entry.Color }.Render(rp.Canvas, new PixelRect(x, x + SymbolWidth - 6, y + 5, y - 5), rp.Paint);
            return;
        }

        if (!entry.IsMissing)
        {
            Drawing.DrawLine(rp.Canvas, rp.Paint, new Pixel(x, y), new Pixel(x + SymbolWidth - 6, y), entry.Color, 2);
        }

        var mark = new MarkerStyle(entry.IsMissing ? MarkerShape.Eks : entry.Marker, 8, entry.IsMissing ? ChartTheme.BadColor : entry.Color) { LineWidth = 2 };
        ChartMark.Apply(mark);
        Drawing.DrawMarker(rp.Canvas, rp.Paint, new Pixel(x + (SymbolWidth - 6) / 2, y), mark);
    }
}
