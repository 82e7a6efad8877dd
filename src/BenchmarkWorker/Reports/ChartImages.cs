using ModelServing.BenchmarkWorker.Analysis;
using ScottPlot;
using SkiaSharp;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>Renders the six charts: two rows of three in one picture, or one by one.</summary>
internal static class ChartImages
{
    private const int Rows = 2;
    private const int Columns = 3;

    /// <summary>Gets whether the plots will have text at all: without a font they are drawn without, and nothing says so.</summary>
    public static bool HasFonts => SKFontManager.Default.FontFamilyCount > 0;

    public static byte[] Together(IReadOnlyList<PlatformResult> platforms, int width = 1800, int height = 1100)
    {
        var plots = Charts.All(platforms);
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.White);
        var (cellWidth, cellHeight) = (width / Columns, height / Rows);
        for (var i = 0; i < plots.Length; i++)
        {
            var (left, top) = (i % Columns * cellWidth, i / Columns * cellHeight);
            plots[i].Render(surface.Canvas, new PixelRect(left, left + cellWidth, top + cellHeight, top));
        }

        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 90);
        return data.ToArray();
    }

    /// <summary>The charts one by one, for pages that lay them out themselves.</summary>
    public static IEnumerable<(string Title, byte[] Png)> Each(IReadOnlyList<PlatformResult> platforms) =>
        Charts.All(platforms).Select(plot => (plot.Axes.Title.Label.Text, plot.GetImageBytes(720, 480, ImageFormat.Png)));
}
