using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace ModelServing.BenchmarkWorker.Service;

internal static class RunEndpoints
{
    private const int MaximumBody = 64 << 10;

    public static void MapRuns(this WebApplication app)
    {
        app.MapPost("/runs", PostAsync);
        app.MapGet("/runs", (RunQueue queue) => TypedResults.Json(queue.Runs.Select(run => run.View()), ServiceJsonContext.Default.IEnumerableRunView));
        app.MapGet("/runs/{id}", IResult (string id, RunQueue queue) => queue.TryGet(id, out var run) ? View(run, StatusCodes.Status200OK) : NotFound(id));
        app.MapDelete("/runs/{id}", IResult (string id, RunQueue queue) =>
        {
            if (!queue.TryGet(id, out var run))
            {
                return NotFound(id);
            }

            run.Cancel();
            return View(run, StatusCodes.Status202Accepted);
        });
    }

    private static async Task<IResult> PostAsync(HttpContext context, RunQueue queue, IOptions<BenchmarkOptions> options, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > MaximumBody)
        {
            return Problem(StatusCodes.Status413PayloadTooLarge, $"the body is larger than {MaximumBody} bytes");
        }

        var (body, unreadable) = await ReadAsync(context.Request, cancellationToken);
        var (plan, problem) = body is null ? (null, unreadable) : body.ToPlan(options.Value);
        if (plan is null)
        {
            return Problem(StatusCodes.Status400BadRequest, problem ?? "not a run");
        }

        if (!queue.TryAdd(plan, out var run))
        {
            return Problem(StatusCodes.Status429TooManyRequests, $"{options.Value.QueueLength} runs are waiting already");
        }

        context.Response.Headers.Location = $"/runs/{run.Id}";
        return View(run, StatusCodes.Status202Accepted);
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

    private static JsonHttpResult<RunView> View(Run run, int status) => TypedResults.Json(run.View(), ServiceJsonContext.Default.RunView, statusCode: status);

    private static JsonHttpResult<ProblemView> NotFound(string id) => Problem(StatusCodes.Status404NotFound, $"no run {id}; GET /runs lists them");

    private static JsonHttpResult<ProblemView> Problem(int status, string message) => TypedResults.Json(new ProblemView(message), ServiceJsonContext.Default.ProblemView, statusCode: status);
}
