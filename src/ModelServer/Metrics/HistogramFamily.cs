using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace ModelServing.ModelServer.Metrics;

/// <summary>Counts values into buckets whose upper bounds are exclusive, unlike Prometheus' own.</summary>
internal sealed class HistogramFamily(string path, double[] bounds, params string[] labelNames) : MetricFamily(path, "histogram", labelNames)
{
    private readonly ConcurrentDictionary<Labels, Cell> _series = new();

    /// <summary>Bounds that grow by a factor.</summary>
    public static double[] Exponential(double scale, double growth, int count)
    {
        var bounds = new double[count];
        for (var i = 0; i < count; i++)
        {
            bounds[i] = scale;
            scale *= growth;
        }

        return bounds;
    }

    public void Record(Labels labels, double value)
    {
        var cell = _series.GetOrAdd(labels, static (_, size) => new Cell(size), bounds.Length + 1);
        var index = Array.BinarySearch(bounds, value);
        lock (cell)
        {
            cell.Counts[index < 0 ? ~index : index + 1]++;
            cell.Sum += value;
        }
    }

    protected override void PrintSeries(StringBuilder page)
    {
        foreach (var (labels, cell) in _series)
        {
            lock (cell)
            {
                PrintCell(page, labels, cell);
            }
        }
    }

    private void PrintCell(StringBuilder page, Labels labels, Cell cell)
    {
        var sum = 0L;
        for (var i = 0; i < cell.Counts.Length; i++)
        {
            sum += cell.Counts[i];
            var bound = i < bounds.Length ? bounds[i].ToString("g6", CultureInfo.InvariantCulture) : "+Inf";
            PrintLabels(page.Append(Name).Append("_bucket"), labels, bound).Append(CultureInfo.InvariantCulture, $" {sum}\n");
        }

        PrintLabels(page.Append(Name).Append("_sum"), labels).Append(CultureInfo.InvariantCulture, $" {cell.Sum.ToString("g6", CultureInfo.InvariantCulture)}\n");
        PrintLabels(page.Append(Name).Append("_count"), labels).Append(CultureInfo.InvariantCulture, $" {sum}\n");
    }

    private sealed class Cell(int size)
    {
        public long[] Counts { get; } = new long[size];

        public double Sum { get; set; }
    }
}
