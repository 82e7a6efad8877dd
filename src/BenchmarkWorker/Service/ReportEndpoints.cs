using ModelServing.BenchmarkWorker.Reports;

namespace ModelServing.BenchmarkWorker.Service;

internal static class ReportEndpoints
{
    private const int Shown = 200;

    public static void MapReports(this WebApplication app)
    {
        app.MapGet("/", () => TypedResults.Redirect("/reports")).ExcludeFromDescription();
        app.MapGet("/reports", async (ReportStore store, RunQueue queue, CancellationToken cancellationToken) =>
            TypedResults.Content(ReportIndex.Write(await queue.PageAsync(null, Shown, cancellationToken), store.Ids), "text/html; charset=utf-8")).WithTags("reports").WithSummary("Lists runs and their reports as a page.");
        app.MapGet("/reports/{id}", (string id) => TypedResults.Redirect($"/reports/{Uri.EscapeDataString(id)}/{ReportFiles.Html}")).ExcludeFromDescription();
        app.MapGet("/reports/{id}/{file}", IResult (string id, string file, ReportStore store) => store.Find(id, file) is { } path
            ? TypedResults.PhysicalFile(path, ReportFiles.MediaType(file))
            : RunRefusals.Refuse(StatusCodes.Status404NotFound, $"There is no report {file} of a run {id}: GET /runs lists the reports that there are.")).WithTags("reports").WithSummary("One file of a report.").ProducesProblem(StatusCodes.Status404NotFound);
    }
}
