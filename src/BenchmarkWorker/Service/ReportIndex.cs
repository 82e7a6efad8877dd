using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using ModelServing.BenchmarkWorker.Reports;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>The page that lists runs, newest first. It needs no script: while a run goes on, the page loads itself again.</summary>
internal static class ReportIndex
{
    /// <param name="runs">What the history knows.</param>
    /// <param name="reports">Runs that have a report: some may be older than the history.</param>
    public static string Write(IReadOnlyList<RunView> runs, IEnumerable<string> reports)
    {
        var html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Append(runs.Any(run => !run.Status.IsOver()) ? "<meta http-equiv=\"refresh\" content=\"2\">" : "")
            .Append("<title>Benchmarks</title><style>").Append(HtmlStyle.Css).Append("</style></head>\n<body><header><h1>Benchmarks</h1><p>POST /runs starts one; GET /runs/ID/events tells how far it is.</p></header><main>");
        var unknown = reports.Except(runs.Select(run => run.Id)).ToArray();
        if (runs.Count + unknown.Length == 0)
        {
            return html.Append("<p>No report yet.</p></main></body></html>\n").ToString();
        }

        html.Append("<div class=\"scroll\"><table><thead><tr><th>Run</th><th>Status</th><th>Started</th><th>Platforms</th><th>Finding</th><th>Files</th></tr></thead><tbody>");
        foreach (var run in runs)
        {
            WriteRow(html, run.Id, run.Reports.Count > 0, Status(run), run.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), Platforms(run.Plan), run.Problem ?? Finding(run.Verdict));
        }

        foreach (var id in unknown)
        {
            WriteRow(html, id, true, RunStatus.Completed.WireName(), "", "", "");
        }

        return html.Append("</tbody></table></div></main></body></html>\n").ToString();
    }

    private static void WriteRow(StringBuilder html, string id, bool hasReport, string status, string started, string platforms, string finding)
    {
        var link = $"/reports/{Uri.EscapeDataString(id)}";
        html.Append(status.StartsWith(RunStatus.Failed.WireName(), StringComparison.Ordinal) ? "<tr class=\"failed\"><th>" : "<tr><th>")
            .Append(hasReport ? $"<a href=\"{link}/{ReportFiles.Html}\">{Encode(id)}</a>" : Encode(id))
            .Append("</th><td>").Append(Encode(status)).Append("</td><td>").Append(Encode(started)).Append("</td><td>").Append(Encode(platforms)).Append("</td><td>").Append(Encode(finding)).Append("</td><td>")
            .AppendJoin(" · ", ReportFiles.Names.Where(_ => hasReport).Select(name => $"<a href=\"{link}/{name}\">{Encode(name)}</a>"))
            .Append("</td></tr>");
    }

    private static string Status(RunView run) => run switch
    {
        { Status: RunStatus.Running, Progress: { } progress } => progress.Blocks > 0 ? $"running, block {progress.Block} of {progress.Blocks}" : $"running, {progress.Phase}",
        { Status: RunStatus.Cancelled or RunStatus.Interrupted, Reports.Count: > 0 } => $"{run.Status.WireName()}, with what was measured",
        _ => run.Status.WireName(),
    };

    private static string Platforms(JsonElement plan) => plan.TryGetProperty("targets", out var targets) && targets.ValueKind == JsonValueKind.Array
        ? string.Join(", ", targets.EnumerateArray().Select(target => Text(target, "name") ?? Text(target, "platform")))
        : "";

    /// <summary>The first question that has a winner, or else the first answer.</summary>
    private static string Finding(JsonElement? verdict)
    {
        JsonElement[] findings = verdict is { ValueKind: JsonValueKind.Object } found
            ? [.. new[] { "throughput", "latency", "reliability" }.Where(name => found.TryGetProperty(name, out _)).Select(name => found.GetProperty(name))]
            : [];
        var told = Array.FindAll(findings, finding => Text(finding, "winner") is not null) is [var first, ..] ? first : findings.FirstOrDefault();
        return told.ValueKind == JsonValueKind.Object ? $"{Text(told, "question")}: {Text(told, "winner") ?? "no winner"}" : "";
    }

    private static string? Text(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
