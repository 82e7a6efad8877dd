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
    private const int MostPerPage = 500;

    public static void MapRuns(this WebApplication app)
    {
        var runs = app.MapGroup("/runs").WithTags("runs");
        runs.MapPost("/", PostAsync).WithSummary("Queues a run; without a body, the configured one.")
            .Accepts<RunRequest>(isOptional: true, "application/json", "*/*").Produces<RunView>(StatusCodes.Status202Accepted).Produces<ProblemView>(StatusCodes.Status400BadRequest).Produces<ProblemView>(StatusCodes.Status429TooManyRequests);
        runs.MapGet("/", ListAsync).WithSummary("Lists runs, newest first; the Link header names the next page.").Produces<IEnumerable<RunView>>();
        runs.MapGet("/{id}", async Task<IResult> (string id, RunQueue queue, CancellationToken cancellationToken) =>
                await queue.ViewAsync(id, cancellationToken) is { } run ? View(run, StatusCodes.Status200OK) : NotFound(id))
            .WithSummary("Shows a run.").Produces<RunView>().Produces<ProblemView>(StatusCodes.Status404NotFound);
        runs.MapGet("/{id}/events", EventsAsync).WithSummary("Sends a run's progress as it happens, and its end (server-sent events).").Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
        runs.MapDelete("/{id}", CancelAsync).WithSummary("Stops a run; what was measured is reported.").Produces<RunView>(StatusCodes.Status202Accepted);
        runs.MapPost("/{id}/cancel", CancelAsync).WithSummary("Stops a run; what was measured is reported.").Produces<RunView>(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> PostAsync(HttpContext context, RunQueue queue, IOptions<BenchmarkOptions> options, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > MaximumBody)
        {
            return Problem(StatusCodes.Status413PayloadTooLarge, $"the body is larger than {MaximumBody} bytes");
        }

        var (body, unreadable) = await ReadAsync(context.Request, cancellationToken);
        var (plan, problem) = body is null ? (null, unreadable) : Read(body, options.Value);
        if (plan is null)
        {
            return Problem(StatusCodes.Status400BadRequest, problem ?? "not a run");
        }

        if (await queue.TryAddAsync(plan, cancellationToken) is not { } run)
        {
            return queue.IsStopping ? Problem(StatusCodes.Status503ServiceUnavailable, "the service is stopping") : Problem(StatusCodes.Status429TooManyRequests, $"{options.Value.QueueLength} runs are waiting already");
        }

        context.Response.Headers.Location = $"/runs/{run.Id}";
        return View(run.View(), StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(HttpContext context, RunQueue queue, CancellationToken cancellationToken, string? before = null, int limit = 50)
    {
        if (limit is < 1 or > MostPerPage)
        {
            return Problem(StatusCodes.Status400BadRequest, $"limit must be between 1 and {MostPerPage}, not {limit}");
        }

        var page = await queue.PageAsync(before, limit, cancellationToken);
        if (page.Count == limit)
        {
            context.Response.Headers.Link = $"</runs?limit={limit.ToString(CultureInfo.InvariantCulture)}&before={Uri.EscapeDataString(page[^1].Id)}>; rel=\"next\"";
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

    private static (BenchmarkPlan? Plan, string? Problem) Read(RunRequest body, BenchmarkOptions options)
    {
        var (request, problem) = RequestFiles.Find(body, options.FilesDirectory);
        return request is null ? (null, problem) : RunRequestReader.Read(options.Complete(request));
    }

    /// <summary>No body at all is a request for the configured run.</summary>
    private static async Task<(RunRequest? Request, string? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        try
        {
            return (body.Length == 0 ? new() : JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), ServiceJsonContext.Default.RunRequest) ?? new(), null);
        }
        catch (JsonException exception)
        {
            return (null, $"the body is not a run: {exception.Message}");
        }
    }

    private static JsonHttpResult<RunView> View(RunView run, int status) => TypedResults.Json(run, ServiceJsonContext.Default.RunView, statusCode: status);

    private static JsonHttpResult<ProblemView> NotFound(string id) => Problem(StatusCodes.Status404NotFound, $"no run {id}; GET /runs lists them");

    private static JsonHttpResult<ProblemView> Problem(int status, string message) => TypedResults.Json(new ProblemView(message), ServiceJsonContext.Default.ProblemView, statusCode: status);
}
