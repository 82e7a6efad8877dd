using System.Collections.Concurrent;
using System.Text;

namespace ModelServing.ModelServer.Metrics;

/// <summary>Texts that a server knows; a page can only show numbers, so the text is a label more and the number is 1.</summary>
internal sealed class GaugeFamily(string path, string valueName, params string[] labelNames) : MetricFamily(path, "gauge", [.. labelNames, valueName])
{
    private readonly ConcurrentDictionary<Labels, bool> _series = new();

    public void Set(Labels labels) => _series[labels] = true;

    protected override void PrintSeries(StringBuilder page)
    {
        foreach (var labels in _series.Keys)
        {
            PrintLabels(page.Append(Name), labels).Append(" 1\n");
        }
    }
}
