using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

internal static class RunEndpoints
{
    private const int MaximumBody = 64 << 10;

    public static void MapRuns(this WebApplication app)
    {
        var runs = app.MapGroup("/runs").WithTags("runs");
        runs.MapPost("/", PostAsync).WithSummary("Queues a run; without a body, the configured one.")
            .Accepts<RunRequest>(isOptional: true, "application/json", "*/*").Produces<RunView>(StatusCodes.Status202Accepted).ProducesValidationProblem().ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        runs.MapGet("/", ListAsync).WithSummary("Lists runs, newest first; the Link header names the next page.").Produces<IEnumerable<RunView>>().ProducesValidationProblem().AddOpenApiOperationTransformer(RunPage.DescribeAsync);
        runs.MapGet("/{id}", async Task<IResult> (string id, RunQueue queue, CancellationToken cancellationToken) =>
                await queue.ViewAsync(id, cancellationToken) is { } run ? View(run, StatusCodes.Status200OK) : NotFound(id))
            .WithSummary("Shows a run.").Produces<RunView>().ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapGet("/{id}/events", EventsAsync).WithSummary("Sends a run's progress as it happens, and its end (server-sent events).").Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
        runs.MapDelete("/{id}", CancelAsync).WithSummary("Stops a run; what was measured is reported.").Produces<RunView>(StatusCodes.Status202Accepted);
        runs.MapPost("/{id}/cancel", CancelAsync).WithSummary("Stops a run; what was measured is reported.").Produces<RunView>(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> PostAsync(HttpContext context, RunQueue queue, IOptions<BenchmarkOptions> options, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context.Request, cancellationToken) is not { } body)
        {
            return RunRefusals.Refuse(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {MaximumBody} bytes.");
        }

        var (plan, problems) = Plan(body, options.Value);
        if (plan is null)
        {
            return RunRefusals.Refuse(problems);
        }

        if (await queue.TryAddAsync(plan, cancellationToken) is not { } run)
        {
            return queue.IsStopping
                ? RunRefusals.Refuse(StatusCodes.Status503ServiceUnavailable, "The service is stopping.")
                : RunRefusals.Refuse(StatusCodes.Status429TooManyRequests, $"{options.Value.QueueLength} runs are waiting already.");
        }

        context.Response.Headers.Location = $"/runs/{run.Id}";
        return View(run.View(), StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(HttpContext context, RunQueue queue, CancellationToken cancellationToken)
    {
        var (asked, problems) = RunPage.Read(context.Request.Query);
        if (problems.Count > 0)
        {
            return RunRefusals.Refuse(problems, "This cannot be listed");
        }

        var page = await queue.PageAsync(asked.Before, asked.Limit, cancellationToken);
        if (page.Count == asked.Limit)
        {
            context.Response.Headers.Link = $"</runs?limit={asked.Limit.ToString(CultureInfo.InvariantCulture)}&before={Uri.EscapeDataString(page[^1].Id)}>; rel=\"next\"";
        }

        return TypedResults.Json(page, ServiceJsonContext.Default.IEnumerableRunView);
    }

    /// <summary>A watcher that has seen the end is told so, or it would come back for ever.</summary>
    private static async Task<IResult> EventsAsync(HttpContext context, string id, RunQueue queue, CancellationToken cancellationToken)
    {
        var seen = context.Request.Headers["Last-Event-ID"].ToString();
        if (await queue.ViewAsync(id, cancellationToken) is not { } view)
        {
            return NotFound(id);
        }

        if (seen == RunEvents.End)
        {
            return TypedResults.NoContent();
        }

        return TypedResults.ServerSentEvents(queue.Find(id) is { } run
            ? run.Events.ReadAsync(long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0, cancellationToken)
            : new[] { new SseItem<string>(JsonSerializer.Serialize(view, ServiceJsonContext.Default.RunView), view.Status.WireName()) { EventId = RunEvents.End } }.ToAsyncEnumerable());
    }

    private static async Task<IResult> CancelAsync(string id, RunQueue queue, CancellationToken cancellationToken)
    {
        await queue.TryCancelAsync(id, cancellationToken);
        return await queue.ViewAsync(id, cancellationToken) is { } run ? View(run, StatusCodes.Status202Accepted) : NotFound(id);
    }

    private static (BenchmarkPlan? Plan, IReadOnlyList<RunProblem> Problems) Plan(ReadOnlyMemory<byte> body, BenchmarkOptions options)
    {
        var (said, unread) = RunRequestBody.Read(body);
        var (request, unfound) = RequestFiles.Find(said, options.FilesDirectory);
        return RunRequestReader.Read(options.Complete(request), [.. unread, .. unfound]);
    }

    /// <summary>The body, or null where it is too large, whether it says so first or not.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[MaximumBody];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaximumBody)
            {
                return null;
            }
        }

        return body.ToArray();
    }

    private static JsonHttpResult<RunView> View(RunView run, int status) => TypedResults.Json(run, ServiceJsonContext.Default.RunView, statusCode: status);

    private static ProblemHttpResult NotFound(string id) => RunRefusals.Refuse(StatusCodes.Status404NotFound, $"There is no run {id}: GET /runs lists them.");
}
