using System.Net;
using System.Text;
using ModelServing.BenchmarkWorker.Reports;

namespace ModelServing.BenchmarkWorker.Service;

internal static class ReportEndpoints
{
    public static void MapReports(this WebApplication app)
    {
        app.MapGet("/", () => TypedResults.Redirect("/reports"));
        app.MapGet("/reports", (ReportStore store, RunQueue queue) => TypedResults.Content(Index(store, queue), "text/html; charset=utf-8"));
        app.MapGet("/reports/{id}", (string id) => TypedResults.Redirect($"/reports/{Uri.EscapeDataString(id)}/{ReportFiles.Html}"));
        app.MapGet("/reports/{id}/{file}", IResult (string id, string file, ReportStore store) => store.Find(id, file) is { } path
            ? TypedResults.PhysicalFile(path, ContentType(file))
            : TypedResults.NotFound());
    }

    private static string ContentType(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".json" => "application/json",
        ".png" => "image/png",
        _ => "text/csv; charset=utf-8",
    };

    private static string Index(ReportStore store, RunQueue queue)
    {
        var html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Benchmarks</title><style>")
            .Append(HtmlStyle.Css).Append("</style></head>\n<body><header><h1>Benchmarks</h1><p>POST /runs starts one.</p></header><main>");
        foreach (var run in queue.Runs.Select(run => run.View()).Where(run => run.Status is not RunStatus.Completed).Reverse())
        {
            html.Append("<article><h3>").Append(Encode(run.Id)).Append("</h3><p>").Append(Encode($"{run.Status.ToString().ToLowerInvariant()} {run.Problem ?? run.Progress?.Phase}")).Append("</p></article>");
        }

        var ids = store.Ids.ToArray();
        foreach (var id in ids)
        {
            var link = $"/reports/{Uri.EscapeDataString(id)}";
            html.Append("<article><h3><a href=\"").Append(link).Append("\">").Append(Encode(id)).Append("</a></h3><p>")
                .AppendJoin(" · ", ReportFiles.Names.Select(name => $"<a href=\"{link}/{name}\">{name}</a>")).Append("</p></article>");
        }

        return html.Append(ids.Length == 0 ? "<p>No report yet.</p>" : "").Append("</main></body></html>\n").ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
