using System.Text;
using HdrHistogram;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>Latencies as an HdrHistogram log: a line for each platform and second, tagged with the platform, in steps of 0.1 µs. Usual viewers read it.</summary>
internal static class HistogramLog
{
    public static byte[] Write(BenchmarkOutcome outcome)
    {
        using var stream = new MemoryStream();
        var start = outcome.StartedAt.ToUnixTimeMilliseconds();
        using (var writer = new HistogramLogWriter(stream))
        {
            writer.Write(outcome.StartedAt.UtcDateTime, [.. outcome.Platforms.SelectMany((platform, i) => platform.Timeline.Select(point =>
            {
                if (HistogramText.Read(point.Histogram) is not { } histogram)
                {
                    return null;
                }

                histogram.Tag = Tag(platform.Name, i);
                histogram.StartTimeStamp = start + (long)(1000 * point.Second);
                histogram.EndTimeStamp = start + (long)(1000 * (point.Second + point.Length));
                return histogram;
            })).OfType<HistogramBase>()]);
        }

        // The library writes UTF-16, which no other tool of the format reads.
        return Encoding.ASCII.GetBytes(Encoding.Unicode.GetString(stream.ToArray()).TrimStart('\uFEFF').ReplaceLineEndings("\n"));
    }

    /// <summary>A tag has no commas, spaces or line breaks; a name without anything else is numbered.</summary>
    private static string Tag(string name, int index)
    {
        var tag = new StringBuilder();
        foreach (var c in name)
        {
            tag.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_');
        }

        return tag.Length == 0 ? $"platform-{index + 1}" : tag.ToString();
    }
}
