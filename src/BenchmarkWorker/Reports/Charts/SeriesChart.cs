using ModelServing.BenchmarkWorker.Analysis;
using ScottPlot;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>A chart with a line or a cloud for each platform.</summary>
internal sealed class SeriesChart
{
    private const int PlotHeight = 240;
    private readonly string _family;
    private readonly IReadOnlyList<string> _names;
    private readonly HashSet<int> _drawn = [];

    public SeriesChart(IReadOnlyList<string> names, string title, string x, string y, ValueScale horizontal, ValueScale vertical)
    {
        _names = names;
        _family = ReportFont.FamilyFor(names);
        (Horizontal, Vertical) = (horizontal, vertical);
        Plot = ChartTheme.New(title, x, y + (vertical.IsLogarithmic ? ", log" : ""), _family);
        horizontal.Mark(Plot.Axes.Bottom);
        vertical.Mark(Plot.Axes.Left);
    }

    public Plot Plot { get; }

    public ValueScale Horizontal { get; }

    public ValueScale Vertical { get; }

    /// <summary>Draws a line, with so many marks on it that the platform can be told without its colour.</summary>
    public void Line(int platform, IReadOnlyList<(double X, double Y)> points, bool isFaint = false, int marks = 0)
    {
        if (points.Count == 0)
        {
            return;
        }

        _drawn.Add(platform);
        var line = Plot.Add.Scatter(points.Select(point => Horizontal.Place(point.X)).ToArray(), points.Select(point => Vertical.Place(point.Y)).ToArray());
        (line.Color, line.LineWidth, line.MarkerSize) = (isFaint ? ChartTheme.Of(platform).WithAlpha(0.45) : ChartTheme.Of(platform), isFaint ? 1.5f : 2, 0);
        var step = Math.Max(1, points.Count / Math.Max(1, marks));
        for (var i = marks > 0 ? (platform * step / 3) % step : points.Count; i < points.Count; i += step)
        {
            Mark(platform, points[i].X, points[i].Y, 8);
        }
    }

    /// <summary>Marks one place; a hollow mark is of something that is not valid.</summary>
    public void Mark(int platform, double x, double y, float size, bool isHollow = false)
    {
        _drawn.Add(platform);
        var marker = Plot.Add.Marker(Horizontal.Place(x), Vertical.Place(y), ChartTheme.Marker(platform, isHollow), size, ChartTheme.Of(platform));
        marker.MarkerLineWidth = 1.5f;
        ChartMark.Apply(marker.MarkerStyle);
    }

    /// <summary>Crosses out a place: something was tried there and did not go.</summary>
    public void Cross(double x, double place, string? text = null)
    {
        var marker = Plot.Add.Marker(Horizontal.Place(x), place, MarkerShape.Eks, 9, ChartTheme.BadColor);
        marker.MarkerLineWidth = 2;
        ChartMark.Apply(marker.MarkerStyle);
        if (text is not null)
        {
            Write(Horizontal.Place(x), place, text, Alignment.MiddleLeft, ChartTheme.BadColor);
        }
    }

    public void VerticalInterval(int platform, double x, double? low, double? high)
    {
        if (low is not null || high is not null)
        {
            var (at, bottom) = (Horizontal.Place(x), low is { } from ? Vertical.Place(from) : Vertical.Bottom);
            if (high is not { } to)
            {
                ChartTheme.Dashed(Plot, at, bottom, at, Vertical.Top(0.2), ChartTheme.Of(platform));
                return;
            }

            var line = Plot.Add.Line(at, bottom, at, Vertical.Place(to));
            (line.Color, line.LineWidth) = (ChartTheme.Of(platform), 1.5f);
        }
    }

    public void HorizontalInterval(int platform, double y, double? low, double? high)
    {
        if (low is { } from && high is { } to)
        {
            var line = Plot.Add.Line(Horizontal.Place(from), Vertical.Place(y), Horizontal.Place(to), Vertical.Place(y));
            (line.Color, line.LineWidth) = (ChartTheme.Of(platform), 1.5f);
        }
    }

    public void Write(double x, double y, string text, Alignment alignment, Color? color = null)
    {
        var label = Plot.Add.Text(text, x, y);
        (label.LabelFontSize, label.LabelFontName, label.LabelAlignment, label.OffsetX) = (12, _family, alignment, alignment == Alignment.MiddleLeft ? 7 : 0);
        label.LabelFontColor = color ?? ChartTheme.InkColor;
    }

    /// <summary>Sets the limits and the legend under the chart, in which platforms that could not be drawn say so.</summary>
    public int Close(double left, double right, double bottom, double top, IReadOnlyList<PlatformResult> platforms)
    {
        Plot.Axes.SetLimits(left, right > left ? right : left + 1, bottom, top > bottom ? top : bottom + 1);
        if (_drawn.Count == 0)
        {
            Write((left + Math.Max(right, left + 1)) / 2, (bottom + Math.Max(top, bottom + 1)) / 2, "nothing was measured", Alignment.MiddleCenter, ChartTheme.BadColor);
        }

        var legend = new ChartLegend(_names.Select((name, i) => new ChartLegendEntry(
            PlatformRows.Label(name) + (_drawn.Contains(i) ? IsValid(name, platforms) ? "" : " (not valid)" : " (no data)"), ChartTheme.Of(i), ChartTheme.Marker(i), !_drawn.Contains(i))), _family);
        Plot.Axes.AddPanel(legend);
        return PlotHeight + (int)legend.Height;
    }

    private static bool IsValid(string name, IReadOnlyList<PlatformResult> platforms) => platforms.FirstOrDefault(platform => platform.Name == name)?.Validity.IsValid ?? true;
}
