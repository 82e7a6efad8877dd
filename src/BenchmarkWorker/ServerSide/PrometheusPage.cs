using System.Globalization;
using System.Text;

namespace ModelServing.BenchmarkWorker.ServerSide;

/// <summary>Reads the page of metrics that a server shows to Prometheus.</summary>
/// <remarks>
/// <c>line = name [ "{" label "=" quoted { "," label "=" quoted } [ "," ] "}" ] value [ timestamp ]</c>, where a quoted text escapes <c>\</c>, <c>"</c> and the
/// line's end. What is no such line is skipped: a page that grows must not cost what is known on it.
/// </remarks>
internal static class PrometheusPage
{
    /// <summary>Puts together the series of a histogram whose labels are the wanted ones.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">The histogram's name.</param>
    /// <param name="isWanted">Whether the series of these labels counts.</param>
    /// <param name="milliseconds">How many the unit of the page is.</param>
    public static LatencyBucketCounts Histogram(string page, string name, Func<IReadOnlyDictionary<string, string>, bool> isWanted, double milliseconds)
    {
        var (count, sum, buckets) = (0.0, 0.0, new Dictionary<double, double>());
        foreach (var line in page.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal)))
        {
            if (!TryRead(line, out var series, out var labels, out var value) || !isWanted(labels))
            {
                continue;
            }

            switch (series[name.Length..])
            {
                case "_count":
                    count += value;
                    break;
                case "_sum":
                    sum += value * milliseconds;
                    break;
                case "_bucket" when Number(labels.GetValueOrDefault("le")) is { } bound:
                    buckets[bound * milliseconds] = buckets.GetValueOrDefault(bound * milliseconds) + value;
                    break;
            }
        }

        return new(count, sum, buckets);
    }

    private static bool TryRead(string line, out string series, out Dictionary<string, string> labels, out double value)
    {
        (labels, value) = ([], 0);
        var end = line.AsSpan().IndexOfAny('{', ' ');
        series = end < 0 ? "" : line[..end];
        if (end < 0 || (line[end] == '{' && !TryReadLabels(line, ref end, labels)))
        {
            return false;
        }

        var rest = line[end..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var number = rest.Length is 1 or 2 ? Number(rest[0]) : null;
        value = number ?? 0;
        return number is not null;
    }

    /// <summary>Reads the labels from the brace at a position, and puts the position behind the other brace.</summary>
    private static bool TryReadLabels(string line, ref int at, Dictionary<string, string> labels)
    {
        for (at++; at < line.Length && line[at] != '}'; at++)
        {
            if (line[at] is ',' or ' ')
            {
                continue;
            }

            var equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
            if (equals < 0)
            {
                return false;
            }

            var name = line[at..equals];
            var text = new StringBuilder();
            for (at = equals + 2; at < line.Length && line[at] != '"'; at++)
            {
                var isEscape = line[at] == '\\' && at + 1 < line.Length;
                at += isEscape ? 1 : 0;
                text.Append(isEscape && line[at] == 'n' ? '\n' : line[at]);
            }

            labels[name] = text.ToString();
        }

        return at++ < line.Length;
    }

    private static double? Number(string? text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        null => null,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };
}
