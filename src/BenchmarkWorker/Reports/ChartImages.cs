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

    /// <summary>Gets a sans-serif family this machine has, or null for the plot library's own choice.</summary>
    public static string? SansSerif { get; } = new[] { "DejaVu Sans", "Noto Sans", "Liberation Sans", "Segoe UI", "Arial", "Helvetica" }
        .FirstOrDefault(SKFontManager.Default.FontFamilies.Contains);

    public static byte[] Together(IReadOnlyList<PlatformResult> platforms, int width = 1800, int height = 1100)
    {
        var plots = Charts.All(platforms);
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.White);
        var (cellWidth, cellHeight) = (width / Columns, height / Rows);
        for (var i = 0; i < plots.Length; i++)
        {
            // A plot clears the whole canvas it renders to, so each one is drawn on its own and then pasted.
            using var cell = SKImage.FromEncodedData(plots[i].GetImageBytes(cellWidth, cellHeight, ImageFormat.Png));
            surface.Canvas.DrawImage(cell, i % Columns * cellWidth, i / Columns * cellHeight);
        }

        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 90);
        return data.ToArray();
    }

    /// <summary>The charts one by one, for pages that lay them out themselves.</summary>
    public static IEnumerable<(string Title, byte[] Png)> Each(IReadOnlyList<PlatformResult> platforms) =>
        Charts.All(platforms).Select(plot => (plot.Axes.Title.Label.Text, plot.GetImageBytes(620, 430, ImageFormat.Png)));
}
