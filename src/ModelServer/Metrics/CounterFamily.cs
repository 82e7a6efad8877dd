using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace ModelServing.ModelServer.Metrics;

internal sealed class CounterFamily(string path, params string[] labelNames) : MetricFamily(path, "counter", labelNames)
{
    private readonly ConcurrentDictionary<Labels, StrongBox<long>> _series = new();

    public void Add(Labels labels, long amount) => Interlocked.Add(ref _series.GetOrAdd(labels, static _ => new StrongBox<long>()).Value, amount);

    /// <summary>Gets the sum over all series.</summary>
    public long Total => _series.Values.Sum(cell => Volatile.Read(ref cell.Value));

    protected override void PrintSeries(StringBuilder page)
    {
        foreach (var (labels, cell) in _series)
        {
            PrintLabels(page.Append(Name), labels).Append(CultureInfo.InvariantCulture, $" {Volatile.Read(ref cell.Value)}\n");
        }
    }
}
