using System.Net;
using System.Text;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>One page that needs no network: what was found, what was not, every number with its interval, and how it was measured.</summary>
internal static class HtmlReport
{
    public static string Write(BenchmarkOutcome outcome, IEnumerable<(string Title, byte[] Png)> charts)
    {
        var html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Append("<title>Model serving benchmark</title><style>").Append(HtmlStyle.Css).Append("</style></head>\n<body><header><h1>Model serving benchmark</h1><p>")
            .Append(Encode($"{outcome.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC · {string.Join(", ", outcome.Platforms.Select(Name))} · {ReportText.Load(outcome.Plan)}"))
            .Append("</p></header>\n<main>");
        WriteSummary(html, outcome);
        WriteTable(html, outcome);
        WriteCharts(html, charts);
        WritePlatforms(html, outcome);
        WriteComparisons(html, outcome.Verdict);
        WriteList(html, "Recommendations", ReportText.Advice(outcome));
        WriteList(html, "How it was measured", ReportText.Method(outcome));
        return html.Append("</main></body></html>\n").ToString();
    }

    private static void WriteSummary(StringBuilder html, BenchmarkOutcome outcome)
    {
        html.Append("<section><h2>Summary</h2>");
        foreach (var platform in outcome.Platforms.Where(platform => platform.State == PlatformState.Failed))
        {
            html.Append("<p class=\"failed\"><strong>").Append(Encode(Name(platform))).Append(" failed</strong> and is not ranked: ").Append(Encode(platform.Problem ?? "no valid answer")).Append("</p>");
        }

        foreach (var platform in outcome.Platforms.Where(platform => !platform.Validity.IsValid))
        {
            html.Append("<p class=\"failed\"><strong>").Append(Encode(Name(platform))).Append(" is not valid</strong> and is not ranked: ").Append(Encode(string.Join("; ", platform.Validity.Reasons))).Append("</p>");
        }

        html.Append("<div class=\"cards\">");
        foreach (var finding in outcome.Verdict.Findings)
        {
            html.Append(finding.Winner is null ? "<div class=\"card open\">" : "<div class=\"card\">")
                .Append("<h3>").Append(Encode(finding.Question)).Append("</h3><p class=\"winner\">").Append(Encode(finding.Winner ?? "no winner")).Append("</p><p>")
                .Append(Encode(finding.Sentence)).Append("</p></div>");
        }

        html.Append("</div></section>\n");
    }

    private static void WriteTable(StringBuilder html, BenchmarkOutcome outcome)
    {
        html.Append("<section><h2>Results</h2><div class=\"scroll\"><table><thead><tr><th>Platform</th><th>State</th><th>Requests</th><th>Failed</th><th>Error rate</th>")
            .Append("<th>Throughput, req/s</th><th>Mean, ms</th><th>p50, ms</th><th>p95, ms</th><th>p99, ms</th><th>p99.9, ms</th></tr></thead><tbody>");
        foreach (var platform in outcome.Platforms)
        {
            html.Append(platform.State == PlatformState.Failed ? "<tr class=\"failed\">" : "<tr>")
                .Append("<th>").Append(Encode(Name(platform))).Append("</th><td>").Append(platform.State == PlatformState.Failed ? "failed" : platform.Validity.IsValid ? "measured" : "not valid");
            foreach (var cell in ReportText.Cells(platform))
            {
                html.Append("</td><td>").Append(Encode(cell.Value));
                if (cell.Interval is not null)
                {
                    html.Append("<br><small>").Append(Encode(cell.Interval)).Append("</small>");
                }
            }

            html.Append("</td></tr>");
        }

        html.Append("</tbody></table></div><p class=\"note\">Small print under a value is its 95 % interval; ∞ means this many requests cannot bound it. A dash was not measured.</p></section>\n");
    }

    private static void WriteCharts(StringBuilder html, IEnumerable<(string Title, byte[] Png)> charts)
    {
        html.Append("<section><h2>Charts</h2><div class=\"charts\">");
        foreach (var (title, png) in charts)
        {
            html.Append("<img alt=\"").Append(Encode(title)).Append("\" src=\"data:image/png;base64,").Append(Convert.ToBase64String(png)).Append("\">");
        }

        html.Append("</div></section>\n");
    }

    private static void WritePlatforms(StringBuilder html, BenchmarkOutcome outcome)
    {
        html.Append("<section><h2>Platform by platform</h2>");
        foreach (var platform in outcome.Platforms)
        {
            html.Append("<article><h3>").Append(Encode(Name(platform))).Append("</h3><dl>");
            foreach (var (term, value) in ReportText.Facts(platform))
            {
                html.Append("<dt>").Append(Encode(term)).Append("</dt><dd>").Append(Encode(value)).Append("</dd>");
            }

            html.Append("</dl></article>");
        }

        html.Append("</section>\n");
    }

    private static void WriteComparisons(StringBuilder html, Verdict verdict)
    {
        if (verdict.Comparisons.Count == 0)
        {
            return;
        }

        html.Append("<section><h2>Comparisons</h2><div class=\"scroll\"><table><thead><tr><th>Metric</th><th>Pair</th><th>Ratio (95 %)</th><th>p (Holm)</th><th>Shown?</th><th>Basis</th></tr></thead><tbody>");
        foreach (var comparison in verdict.Comparisons)
        {
            html.Append("<tr><td>").Append(Encode(comparison.Metric)).Append("</td><td>").Append(Encode($"{comparison.Right} / {comparison.Left}"));
            foreach (var cell in ReportText.Cells(comparison))
            {
                html.Append("</td><td>").Append(Encode(cell));
            }

            html.Append("</td></tr>");
        }

        html.Append("</tbody></table></div></section>\n");
    }

    private static void WriteList(StringBuilder html, string title, IEnumerable<string> items)
    {
        html.Append("<section><h2>").Append(Encode(title)).Append("</h2><ul>");
        foreach (var item in items)
        {
            html.Append("<li>").Append(Encode(item)).Append("</li>");
        }

        html.Append("</ul></section>\n");
    }

    private static string Name(PlatformResult platform) => platform.Name;

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
