namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>Places charts in rows as high as their highest.</summary>
internal static class ChartGrid
{
    public static IReadOnlyList<(Chart Chart, int X, int Y)> Place(IReadOnlyList<Chart> charts, int columns, out int height)
    {
        List<(Chart, int, int)> places = [];
        height = 0;
        foreach (var row in charts.Chunk(columns))
        {
            for (var column = 0; column < row.Length; column++)
            {
                places.Add((row[column], column * Chart.Width, height));
            }

            height += row.Max(chart => chart.Height);
        }

        return places;
    }
}
