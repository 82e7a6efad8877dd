using System.Globalization;
using System.Text;

namespace ModelServing.ModelServer.Metrics;

/// <summary>All series of one metric, printed as TensorFlow Serving prints its page.</summary>
internal abstract class MetricFamily(string path, string kind, string[] labelNames)
{
    /// <summary>Gets the metric's path, for example <c>/tensorflow/serving/request_count</c>.</summary>
    public string Path { get; } = path;

    /// <summary>Gets the metric's name on the page, for example <c>:tensorflow:serving:request_count</c>.</summary>
    public string Name { get; } = string.Concat(path.Select(symbol => char.IsAsciiLetterOrDigit(symbol) || symbol == '_' ? symbol : ':'));

    public void Print(StringBuilder page)
    {
        page.Append(CultureInfo.InvariantCulture, $"# TYPE {Name} {kind}\n");
        PrintSeries(page);
    }

    protected abstract void PrintSeries(StringBuilder page);

    /// <summary>Writes <c>{name="value",…}</c>, always with the braces.</summary>
    protected StringBuilder PrintLabels(StringBuilder page, Labels labels, string? bound = null)
    {
        page.Append('{');
        var separator = "";
        for (var i = 0; i < labelNames.Length; i++)
        {
            var value = (i == 0 ? labels.First : i == 1 ? labels.Second : labels.Third) ?? "";
            page.Append(separator).Append(labelNames[i]).Append("=\"").Append(value.Replace("\\", "\\\\").Replace("\"", "\\\"")).Append('"');
            separator = ",";
        }

        if (bound is not null)
        {
            page.Append(separator).Append("le=\"").Append(bound).Append('"');
        }

        return page.Append('}');
    }
}
