using System.Text;
using ModelServing.BenchmarkWorker.Advice;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>The summary as GitHub-flavoured Markdown, for a pull request.</summary>
internal static class MarkdownReport
{
    /// <summary>A comment on a pull request holds 65,536 characters.</summary>
    private const int MostRows = 30;

    private const string Special = "\\`*_{}[]<>()#+-.!|~&@:";

    public static string Write(BenchmarkOutcome outcome)
    {
        var text = new StringBuilder("### Model serving benchmark\n\n");
        text.Append(Escape($"{outcome.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC · {ReportText.Load(outcome.Plan)}")).Append("\n\n");
        if (outcome.Verdict.Interruption is { } interruption)
        {
            text.Append("- ⚠️ ").Append(Escape(interruption)).Append('\n');
        }

        foreach (var platform in outcome.Platforms.Where(ResultTables.IsBad))
        {
            var why = platform.State == PlatformState.Failed ? $"failed and is not ranked: {platform.Problem ?? "no valid answer"}" : $"is not valid and is not ranked: {string.Join("; ", platform.Validity.Reasons)}";
            text.Append("- ❌ **").Append(Escape(platform.Name)).Append("** ").Append(Escape(why)).Append('\n');
        }

        foreach (var finding in outcome.Verdict.Findings)
        {
            text.Append(finding.Winner is null ? "- ➖ **" : "- ✅ **").Append(Escape(finding.Question)).Append("**: ").Append(Escape(finding.Sentence)).Append('\n');
        }

        Table(text, ResultTables.Results(outcome));
        List(text, "Also found", ReportText.Found(outcome));
        List(text, "Not shown by this run", ReportText.NotShown(outcome));
        List(text, "Recommendations", Recommendations.For(outcome).Select(recommendation => recommendation.Text));
        if (outcome.Narration.Count > 0)
        {
            text.Append("\n#### Narrated by a language model\n\n").Append(Escape(string.Join(' ', outcome.Narration))).Append("\n\n*Every figure in it was checked against the results.*\n");
        }

        text.Append("\n<details><summary>Details</summary>\n");
        ReportTable?[] details = [ResultTables.Comparisons(outcome), ServerTable.Of(outcome), LoadTables.Scenarios(outcome), LoadTables.Phases(outcome), ResultTables.Sweep(outcome), LoadTables.Scalability(outcome), .. ResultTables.Saturation(outcome), CheckTables.Validity(outcome), CheckTables.Requests(outcome), CheckTables.Environment(outcome)];
        foreach (var table in details.OfType<ReportTable>())
        {
            text.Append("\n#### ").Append(Escape(table.Caption)).Append('\n');
            Table(text, table);
        }

        return text.Append("\n</details>\n").ToString();
    }

    /// <summary>A text that Markdown shows as it is: no markup, no mention, no link, no line break.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x2028 or 0x2029)
            {
                escaped.Append(' ');
                continue;
            }

            escaped.Append(rune.Value switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '@' => "&#64;",
                _ when rune.Value < 128 && Special.Contains((char)rune.Value, StringComparison.Ordinal) && NeedsEscape(text, rune) => $"\\{rune}",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString().Replace("://", "&#58;//", StringComparison.Ordinal).Replace("www\\.", "www&#46;", StringComparison.OrdinalIgnoreCase).Replace("www.", "www&#46;", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>These four mean something only at the start of a line, where no text of ours begins with one.</summary>
    private static bool NeedsEscape(string text, Rune rune) => rune.Value is not ('-' or '.' or '+' or ':' or '(' or ')' or '{' or '}' or '!') || text.StartsWith(rune.ToString(), StringComparison.Ordinal);

    private static void List(StringBuilder text, string title, IEnumerable<string> items)
    {
        string[] all = [.. items];
        if (all.Length > 0)
        {
            text.Append("\n#### ").Append(title).Append("\n\n");
            Array.ForEach(all, item => text.Append("- ").Append(Escape(item)).Append('\n'));
        }
    }

    private static void Table(StringBuilder text, ReportTable table)
    {
        text.Append("\n| ").AppendJoin(" | ", table.Columns.Select(Escape)).Append(" |\n|").AppendJoin('|', table.Columns.Select((_, i) => table.AreFigures(i) ? "---:" : "---")).Append("|\n");
        foreach (var row in table.Rows.Take(MostRows))
        {
            text.Append("| ").AppendJoin(" | ", row.Cells.Select(cell => Escape(cell.Value) + (string.IsNullOrEmpty(cell.Detail) ? "" : $" <sub>{Escape(cell.Detail)}</sub>"))).Append(" |\n");
        }

        if (table.Rows.Count > MostRows)
        {
            text.Append('\n').Append(table.Rows.Count - MostRows).Append(" more rows are in the HTML report.\n");
        }

        if (table.Note is not null)
        {
            text.Append('\n').Append(Escape(table.Note)).Append('\n');
        }
    }
}
