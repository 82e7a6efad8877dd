using ModelServing.BenchmarkWorker.Advice;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports.Charts;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>One page that needs no network: what was found, what was not, every number with its interval, and how it was measured.</summary>
internal static class HtmlReport
{
    public static string Write(BenchmarkOutcome outcome, IReadOnlyList<Chart> charts)
    {
        var html = new HtmlBuilder();
        html.Markup("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">")
            .Markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:\">")
            .Markup("<title>Model serving benchmark</title><style>").Markup(HtmlStyle.Css).Markup(charts.Count > 0 ? ChartSvg.FontFace : "").Markup("</style></head>\n<body><header><h1>Model serving benchmark</h1>")
            .Element("p", $"{outcome.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC · {Names(outcome)} · {ReportText.Load(outcome.Plan)}").Markup("</header>\n<main>");
        html.Section("summary", "Summary", section => Summary(section, outcome));
        html.Section("results", "Results", section => section.Table(ResultTables.Results(outcome)));
        html.Section("recommendations", "Recommendations", section => Advice(section, outcome));
        Drawings(html, charts);
        Tables(html, outcome);
        html.Section("platforms", "Platform by platform", section => Platforms(section, outcome));
        html.Section("method", "How it was measured", section => section.List(ReportText.Method(outcome)));
        html.Section("environment", "Environment", section => section.Table(CheckTables.Environment(outcome)));
        return html.Markup("</main></body></html>\n").ToString();
    }

    private static void Summary(HtmlBuilder html, BenchmarkOutcome outcome)
    {
        if (outcome.Verdict.Interruption is { } interruption)
        {
            html.Element("p", interruption, "alert");
        }

        foreach (var platform in outcome.Platforms.Where(platform => platform.State == PlatformState.Failed))
        {
            html.Markup("<p class=\"alert\"><strong>").Text(platform.Name).Markup(" failed</strong> and is not ranked: ").Text(platform.Problem ?? "no valid answer").Markup("</p>");
        }

        foreach (var platform in outcome.Platforms.Where(platform => !platform.Validity.IsValid))
        {
            html.Markup("<p class=\"alert\"><strong>").Text(platform.Name).Markup(" is not valid</strong> and is not ranked: ").Text(string.Join("; ", platform.Validity.Reasons)).Markup("</p>");
        }

        html.Markup("<div class=\"cards\">");
        foreach (var finding in outcome.Verdict.Findings)
        {
            html.Markup(finding.Winner is null ? "<div class=\"card open\">" : "<div class=\"card\">").Element("h3", finding.Question)
                .Element("p", finding.Winner ?? "no winner", "winner").Element("p", finding.Sentence).Markup("</div>");
        }

        html.Markup("</div>");
        if (outcome.Narration.Count > 0)
        {
            html.Markup("<aside class=\"narration\" aria-label=\"Narrated summary\"><h3>Narrated by a language model</h3>").Element("p", string.Join(' ', outcome.Narration))
                .Element("p", "Every figure in it was checked against the results; sentences that could not be checked were left out.", "note").Markup("</aside>");
        }

        Group(html, "Also found", ReportText.Found(outcome));
        Group(html, "Not shown by this run", ReportText.NotShown(outcome));
    }

    private static void Group(HtmlBuilder html, string title, IEnumerable<string> sentences)
    {
        string[] all = [.. sentences];
        if (all.Length > 0)
        {
            html.Element("h3", title).List(all);
        }
    }

    private static void Advice(HtmlBuilder html, BenchmarkOutcome outcome)
    {
        var recommendations = Recommendations.For(outcome).ToList();
        if (recommendations.Count == 0)
        {
            html.Element("p", "These figures give no reason to advise anything.");
            return;
        }

        html.Markup("<ul>");
        foreach (var recommendation in recommendations)
        {
            html.Markup("<li><strong>").Text(recommendation.Rule).Markup("</strong> · ").Text(recommendation.Text).Markup("</li>");
        }

        html.Markup("</ul>");
    }

    private static void Drawings(HtmlBuilder html, IReadOnlyList<Chart> charts)
    {
        if (charts.Count == 0)
        {
            return;
        }

        html.Section("charts", "Charts", section =>
        {
            section.Markup("<div class=\"charts\">");
            foreach (var chart in charts)
            {
                section.Markup("<figure>").Markup(ChartSvg.Inline(chart)).Markup("<figcaption><details><summary>In figures</summary>").Text(chart.Description).Markup("</details></figcaption></figure>");
            }

            section.Markup("</div>").Element("p", "Lines through marks and bar ends are 95 % intervals, dotted where nothing bounds them. Hollow marks and bars are not valid; crosses failed.", "note");
        });
    }

    private static void Tables(HtmlBuilder html, BenchmarkOutcome outcome)
    {
        if (ResultTables.Comparisons(outcome) is { } comparisons)
        {
            html.Section("comparisons", "Comparisons", section => section.Table(comparisons));
        }

        if (ServerTable.Of(outcome) is { } server)
        {
            html.Section("server", "Server and network", section => section.Table(server));
        }

        if (LoadTables.Scenarios(outcome) is { } scenarios)
        {
            html.Section("scenario", "Scenario", section => section.Table(scenarios));
        }

        if (LoadTables.Phases(outcome) is { } phases)
        {
            html.Section("phases", "Phases", section => section.Table(phases));
        }

        if (ResultTables.Sweep(outcome) is { } sweep)
        {
            html.Section("sweep", "Sweep", section =>
            {
                section.Table(sweep);
                if (LoadTables.Scalability(outcome) is { } scalability)
                {
                    section.Table(scalability);
                }
            });
        }

        if (outcome.Saturation.Count > 0)
        {
            html.Section("saturation", "Saturation", section =>
            {
                foreach (var table in ResultTables.Saturation(outcome))
                {
                    section.Table(table);
                }
            });
        }

        html.Section("validity", "Validity", section => section.Table(CheckTables.Validity(outcome)));
        html.Section("requests", "Requests", section => section.Table(CheckTables.Requests(outcome)));
    }

    private static void Platforms(HtmlBuilder html, BenchmarkOutcome outcome)
    {
        foreach (var platform in outcome.Platforms)
        {
            html.Markup("<article>").Element("h3", platform.Name).Markup("<dl>");
            foreach (var (term, value) in ReportText.Facts(platform))
            {
                html.Element("dt", term).Element("dd", value);
            }

            html.Markup("</dl></article>");
        }
    }

    private static string Names(BenchmarkOutcome outcome) => string.Join(", ", outcome.Platforms.Select(platform => platform.Name));
}
