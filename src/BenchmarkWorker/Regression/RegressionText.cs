using System.Globalization;
using System.Text;

namespace ModelServing.BenchmarkWorker.Regression;

/// <summary>A comparison as a table, for the console and, in Markdown, for a pull request.</summary>
internal static class RegressionText
{
    public static string Markdown(RegressionCheck check)
    {
        var text = new StringBuilder("### Benchmark: new against old\n\n");
        foreach (var problem in check.Broken)
        {
            text.Append("- ❌ ").Append(Escape(problem)).Append('\n');
        }

        text.Append(check.Broken.Count > 0 ? "\n" : "").Append("| platform | metric | old | new | change | 95 % interval | |\n|---|---|---:|---:|---:|---:|---|\n");
        foreach (var row in Rows(check))
        {
            text.Append("| ").AppendJoin(" | ", row.Select(Escape)).Append(" |\n");
        }

        return text.Append("\nThe interval is of the change, from how the blocks of both runs scatter; without one, there is no telling what chance does.\n").ToString();
    }

    public static IEnumerable<string[]> Rows(RegressionCheck check) => check.Changes.Select(change => new[]
    {
        change.Platform,
        change.Metric,
        Figure(change.Old, change.Metric),
        Figure(change.New, change.Metric),
        Percent(change.Ratio),
        change.Low is null ? "-" : $"{Percent(change.Low)} to {Percent(change.High)}",
        change.Low is null ? "" : change.IsShown ? "changed" : "no change shown",
    });

    private static string Figure(double? value, string metric) => value is { } number ? FormattableString.Invariant($"{number:0.##} {Metric.Unit(metric)}") : "-";

    private static string Percent(double? ratio) => ratio is { } value ? (value - 1).ToString("+0.0 %;-0.0 %;0.0 %", CultureInfo.InvariantCulture) : "-";

    private static string Escape(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
