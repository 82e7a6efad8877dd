using ScottPlot;
using SkiaSharp;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>Charts as PNG.</summary>
internal static class ChartImages
{
    private const int Scale = 2;

    /// <summary>Every chart in one picture, in columns, at twice the size for sharp screens.</summary>
    public static byte[] Together(IReadOnlyList<Chart> charts, int columns = 3)
    {
        var places = ChartGrid.Place(charts, columns, out var height);
        using var surface = SKSurface.Create(new SKImageInfo(Scale * columns * Chart.Width, Scale * Math.Max(1, height)));
        surface.Canvas.Clear(SKColor.Parse(ChartTheme.Paper));
        foreach (var (chart, x, y) in places)
        {
            // A plot clears the whole canvas it renders to, so each one is drawn on its own and then pasted.
            using var cell = SKImage.FromEncodedData(Png(chart));
            surface.Canvas.DrawImage(cell, Scale * x, Scale * y);
        }

        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 90);
        return data.ToArray();
    }

    public static byte[] Png(Chart chart)
    {
        chart.Plot.ScaleFactor = Scale;
        try
        {
            return chart.Plot.GetImageBytes(Scale * Chart.Width, Scale * chart.Height, ImageFormat.Png);
        }
        finally
        {
            chart.Plot.ScaleFactor = 1;
        }
    }
}
