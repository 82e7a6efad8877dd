using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>
/// Colours and shapes. The hues are told apart with any colour blindness (after Okabe and Ito, darkened to three to one against white), and no
/// meaning rests on them alone: series differ in their marks, too.
/// </summary>
internal static class ChartTheme
{
    public const string Ink = "#1D2733";
    public const string Soft = "#5A6776";
    public const string Grid = "#DCE2E9";
    public const string Bad = "#A3281E";
    public const string Paper = "#FFFFFE";

    private static readonly string[] Series = ["#0072B2", "#C75000", "#00805C", "#A8457D", "#86690B", "#4A4FA4", "#2F86B4", "#585F66"];
    private static readonly string[] DarkSeries = ["#56B4E9", "#F0894A", "#2FBF93", "#E58FBC", "#E3B505", "#9DA2F1", "#8CD2FE", "#B9BFC6"];
    private static readonly string[] Steps = ["#A5C8E6", "#5E9CCF", "#2A6FAD", "#134B86"];
    private static readonly string[] DarkSteps = ["#2F5B85", "#4D86BA", "#8BBBE5", "#D3E7FB"];
    private static readonly MarkerShape[] Hollow = [MarkerShape.OpenCircle, MarkerShape.OpenSquare, MarkerShape.OpenTriangleUp, MarkerShape.OpenDiamond, MarkerShape.OpenTriangleDown];
    private static readonly MarkerShape[] Markers = [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.FilledTriangleDown];

    /// <summary>Gets the colours by the name of the style variable that stands for each on a page, with what it is in the dark.</summary>
    public static IReadOnlyList<(string Name, string Light, string Dark)> Variables { get; } =
    [
        ("chart-ink", Ink, "#E6EBF0"),
        ("chart-soft", Soft, "#A3AFBC"),
        ("chart-grid", Grid, "#36414D"),
        ("chart-bad", Bad, "#FF9B8F"),
        ("chart-paper", Paper, "#171D23"),
        .. Series.Select((light, i) => ($"chart-series-{i}", light, DarkSeries[i])),
        .. Steps.Select((light, i) => ($"chart-step-{i}", light, DarkSteps[i])),
    ];

    public static Color InkColor => Color.FromHex(Ink);

    public static Color BadColor => Color.FromHex(Bad);

    public static Color Of(int platform) => Color.FromHex(Series[platform % Series.Length]);

    public static Color Step(int step) => Color.FromHex(Steps[step % Steps.Length]);

    public static MarkerShape Marker(int platform, bool isHollow = false) => (isHollow ? Hollow : Markers)[platform % Markers.Length];

    /// <summary>A line of dashes, each a line of its own: the plot library's SVG knows no dashes and says so on the console.</summary>
    public static void Dashed(Plot plot, double x1, double y1, double x2, double y2, Color color, int dashes = 12)
    {
        for (var i = 0; i < dashes; i++)
        {
            var (from, to) = (i / (double)dashes, (i + 0.55) / dashes);
            var line = plot.Add.Line(x1 + from * (x2 - x1), y1 + from * (y2 - y1), x1 + to * (x2 - x1), y1 + to * (y2 - y1));
            (line.Color, line.LineWidth) = (color, 1.5f);
        }
    }

    /// <summary>An empty chart in the theme's colours and font.</summary>
    /// <param name="title">Its heading.</param>
    /// <param name="x">What goes to the right, with its unit.</param>
    /// <param name="y">What goes up, with its unit; empty where platforms do.</param>
    /// <param name="family">The font.</param>
    public static Plot New(string title, string x, string y, string family)
    {
        var plot = new Plot();
        plot.Title(title, 15);
        plot.XLabel(x, 12);
        plot.YLabel(y, 12);
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Color(InkColor);
        plot.Axes.Title.Label.ForeColor = InkColor;
        plot.Axes.FrameWidth(1);
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.FigureBackground.Color = Color.FromHex(Paper);
        plot.DataBackground.Color = Color.FromHex(Paper);
        plot.Grid.MajorLineColor = Color.FromHex(Grid);
        plot.Axes.Bottom.TickLabelStyle.FontSize = 12;
        plot.Axes.Left.TickLabelStyle.FontSize = 12;
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { LabelFormatter = Label };
        plot.Axes.Left.TickGenerator = new NumericAutomatic { LabelFormatter = Label };
        plot.Font.Set(family);
        return plot;

        static string Label(double value) => Math.Round(value, 9).ToString("0.######", CultureInfo.InvariantCulture);
    }
}
