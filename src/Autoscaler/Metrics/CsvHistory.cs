using System.Globalization;

namespace ModelServing.Autoscaler.Metrics;

/// <summary>Reads a history from a file of <c>timestamp,value</c> lines, with or without a header.</summary>
/// <remarks>
/// <c>timestamp = ISO 8601 | seconds</c>; further columns are ignored; an empty value is a gap. The step is the smallest distance
/// between two lines.
/// </remarks>
internal static class CsvHistory
{
    private const int LargestGrid = 1_000_000;

    public static HistoryReading Parse(IEnumerable<string> lines)
    {
        List<(DateTimeOffset Time, double Value)> samples = [];
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var columns = line.Split(',');
            if (columns.Length >= 2 && TryTime(columns[0], out var time) && TryValue(columns[1], out var value))
            {
                samples.Add((time, value));
            }
            else if (number > 1 && !string.IsNullOrWhiteSpace(line))
            {
                return HistoryReading.Failed(HistoryProblemKind.Malformed, $"line {number} is not timestamp,value: {line}");
            }
        }

        return samples.Count < 2
            ? HistoryReading.Failed(HistoryProblemKind.NoData, "two lines of timestamp,value are the least to tell the step from")
            : Align(samples);
    }

    private static HistoryReading Align(List<(DateTimeOffset Time, double Value)> samples)
    {
        samples.Sort((a, b) => a.Time.CompareTo(b.Time));
        var step = samples.Zip(samples.Skip(1), (a, b) => b.Time - a.Time).Where(distance => distance > TimeSpan.Zero).DefaultIfEmpty().Min();
        if (step <= TimeSpan.Zero || (samples[^1].Time - samples[0].Time).Ticks / step.Ticks >= LargestGrid)
        {
            return HistoryReading.Failed(HistoryProblemKind.Malformed, "the timestamps do not form a grid");
        }

        var grid = TimeGrid.Gaps(samples[0].Time, samples[^1].Time, step);
        foreach (var (time, value) in samples)
        {
            grid.Place(time, value);
        }

        return new HistoryReading(grid, null);
    }

    private static bool TryTime(string text, out DateTimeOffset time)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 1e11)
        {
            time = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
            return true;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    private static bool TryValue(string text, out double value)
    {
        value = double.NaN;
        return string.IsNullOrWhiteSpace(text) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
