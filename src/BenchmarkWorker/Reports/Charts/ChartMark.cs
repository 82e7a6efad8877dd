using ScottPlot;
using SkiaSharp;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>
/// A mark that holds the path it draws. The plot library lets go of the paths of its own marks while they are being drawn: a garbage collection at
/// that moment frees them, which ends the process.
/// </summary>
internal sealed class ChartMark(MarkerShape shape) : IMarker
{
    /// <summary>Makes a marker draw its shape this way.</summary>
    public static void Apply(MarkerStyle style) => style.CustomRenderer = new ChartMark(style.Shape);

    public void Render(SKCanvas canvas, Paint paint, Pixel center, float size, MarkerStyle markerStyle)
    {
        switch (shape)
        {
            case MarkerShape.FilledTriangleUp or MarkerShape.FilledTriangleDown or MarkerShape.FilledDiamond:
                Drawing.FillPath(canvas, paint, Corners(center, size), markerStyle.FillStyle, new PixelRect(center, size / 2));
                break;
            case MarkerShape.OpenTriangleUp or MarkerShape.OpenTriangleDown or MarkerShape.OpenDiamond:
                using (SKPath path = new())
                {
                    path.AddPoly([.. Corners(center, size).Select(corner => corner.ToSKPoint())]);
                    Drawing.DrawPath(canvas, paint, path, markerStyle.LineStyle);
                }

                break;
            case MarkerShape.Eks:
                Stroke(center.X - size / 2, center.Y - size / 2, center.X + size / 2, center.Y + size / 2);
                Stroke(center.X - size / 2, center.Y + size / 2, center.X + size / 2, center.Y - size / 2);
                break;
            case MarkerShape.VerticalBar:
                Stroke(center.X, center.Y - size / 2, center.X, center.Y + size / 2);
                break;
            default:
                shape.GetMarker().Render(canvas, paint, center, size, markerStyle); // circles and squares have no path
                break;
        }

        void Stroke(float x1, float y1, float x2, float y2) => Drawing.DrawLine(canvas, paint, new PixelLine(x1, y1, x2, y2), markerStyle.LineStyle);
    }

    /// <summary>The corners of a triangle whose sides, or a diamond whose diagonals, are as long as its size.</summary>
    private Pixel[] Corners(Pixel center, float size)
    {
        if (shape is MarkerShape.FilledDiamond or MarkerShape.OpenDiamond)
        {
            return [At(size / 2, 0), At(0, size / 2), At(-size / 2, 0), At(0, -size / 2)];
        }

        var radius = size / MathF.Sqrt(3) * (shape is MarkerShape.FilledTriangleDown or MarkerShape.OpenTriangleDown ? 1 : -1);
        return [At(0, radius), At(size / 2, -radius / 2), At(-size / 2, -radius / 2)];

        Pixel At(float x, float y) => new(center.X + x, center.Y + y);
    }
}
