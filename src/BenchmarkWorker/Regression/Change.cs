using ModelServing.Statistics.Means;

namespace ModelServing.BenchmarkWorker.Regression;

/// <summary>One metric of one platform, before and after. The interval is of the ratio, from how the blocks scatter; null where there are too few.</summary>
internal sealed record Change(string Platform, string Metric, double? Old, double? New, double? Low, double? High)
{
    public double? Ratio => Old > 0 && New is { } value ? value / Old : null;

    public bool IsShown => Low > 1 || High < 1;

    /// <summary>Compares a platform with itself. Blocks of two runs were never next to each other, so they are no pairs: Welch's test on their logarithms.</summary>
    public static IEnumerable<Change> Of(StoredPlatform before, StoredPlatform after)
    {
        foreach (var metric in Regression.Metric.All)
        {
            var interval = before.Blocks.TryGetValue(metric, out var old) && after.Blocks.TryGetValue(metric, out var next)
                ? TTest.Welch(Array.ConvertAll(old, Math.Log), Array.ConvertAll(next, Math.Log)).Interval
                : null;
            double? was = before.Figures.TryGetValue(metric, out var value) ? value : null;
            double? now = after.Figures.TryGetValue(metric, out value) ? value : null;
            if (was is not null || now is not null)
            {
                yield return new(after.Name, metric, was, now, interval is { } range ? Math.Exp(range.Low) : null, interval is { } ends ? Math.Exp(ends.High) : null);
            }
        }
    }
}
