using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelServing.BenchmarkWorker.Search;

/// <summary>A latency that a percentile of the requests must keep.</summary>
/// <param name="Percentile">The share of the requests, 0..1.</param>
/// <param name="Limit">The latency.</param>
internal sealed partial record LatencyObjective(double Percentile, TimeSpan Limit)
{
    /// <remarks><c>objective = "p" number "&lt;" number ("ms" | "s")</c>, for example <c>p99.9 &lt; 0.5s</c>.</remarks>
    public static bool TryParse(string text, out LatencyObjective? objective)
    {
        objective = null;
        var parts = Form().Match(text);
        if (!parts.Success)
        {
            return false;
        }

        var percent = double.Parse(parts.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var limit = double.Parse(parts.Groups[2].ValueSpan, CultureInfo.InvariantCulture) / (parts.Groups[3].Value == "ms" ? 1000 : 1);
        if (percent is >= 1 and <= 99.99 && limit is >= 1e-6 and <= 3600)
        {
            objective = new(Math.Round(percent / 100, 6), TimeSpan.FromSeconds(limit));
        }

        return objective is not null;
    }

    public override string ToString() => FormattableString.Invariant($"p{100 * Percentile:0.####} < {Limit.TotalMilliseconds:0.###} ms");

    [GeneratedRegex(@"^\s*p(\d{1,2}(?:\.\d{1,4})?)\s*<=?\s*(\d{1,6}(?:\.\d{1,6})?)\s*(ms|s)\s*$")]
    private static partial Regex Form();
}
