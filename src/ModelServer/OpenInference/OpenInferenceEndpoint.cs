using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Rest;
using ModelServing.ModelServer.Serving;
using ModelServing.ModelServer.Sources;
using ModelServing.ServiceDefaults;

namespace ModelServing.ModelServer.OpenInference;

/// <summary>The open inference protocol over the same models: everything under <c>/v2</c>.</summary>
/// <remarks><c>"/v2" [ "/health/" ( "live" | "ready" ) | "/models/" name [ "/versions/" digits ] [ "/ready" | "/infer" ] ]</c>.</remarks>
internal sealed class OpenInferenceEndpoint(
    ModelCatalog catalog,
    ModelReloader reloader,
    OpenInferenceRunner runner,
    ServerMetrics metrics,
    TimeProvider timeProvider)
{
    public const string Prefix = "/v2";

    public async Task HandleAsync(HttpContext context)
    {
        using var answer = new PooledBuffer();
        var path = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        context.NameSpan(context.Request.Path.Value ?? Prefix);
        var started = timeProvider.GetTimestamp();
        var error = await AnswerAsync(context, path, answer);
        if (error is not null)
        {
            answer.Clear();
            OpenInferenceJson.WriteError(answer, error);
        }

        if (path is [_, "models", var model, ..])
        {
            metrics.Request(model, "infer", "REST", error?.Code ?? ErrorCode.Ok, timeProvider.GetElapsedTime(started));
        }

        context.Response.StatusCode = (error?.Code ?? ErrorCode.Ok).HttpStatus();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Written.Length;
        await context.Response.Body.WriteAsync(answer.Written, context.RequestAborted);
    }

    private async Task<ServingError?> AnswerAsync(HttpContext context, string[] path, PooledBuffer answer)
    {
        var isGet = context.Request.Method == "GET";
        switch (path)
        {
            case [_] when isGet:
                return OpenInferenceJson.WriteServer(answer);
            case [_, "health", "live"] when isGet:
                return OpenInferenceJson.WriteFlag(answer, "live"u8);
            case [_, "health", "ready"] when isGet:
                return reloader.Models.All(model => catalog.Snapshot.Find(model.Name, null) is not null)
                    ? OpenInferenceJson.WriteFlag(answer, "ready"u8)
                    : new ServingError(ErrorCode.Unavailable, "Not every model is ready");
            case [_, "models", var name, "versions", var digits, .. var tail] when VersionScan.TryParse(digits, out var version):
                return await AnswerModelAsync(context, new ServableRequest(name, version), tail, answer);
            case [_, "models", var name, .. var tail]:
                return await AnswerModelAsync(context, new ServableRequest(name), tail, answer);
            default:
                return NoRoute(context);
        }
    }

    private async Task<ServingError?> AnswerModelAsync(HttpContext context, ServableRequest request, string[] tail, PooledBuffer answer)
    {
        switch (tail, context.Request.Method)
        {
            case ([], "GET"):
                return WriteModel(request, answer);
            case (["ready"], "GET"):
                return WriteReady(request, answer);
            case (["infer"], "POST"):
                using (var body = new PooledBuffer(4096))
                {
                    return await RequestBody.TryReadAsync(context.Request, body)
                        ? await runner.InferAsync(request, body.Written, answer, context.RequestAborted)
                        : ServingError.Invalid("The request body could not be inflated: it is not gzip, or larger than 100 MiB");
                }

            default:
                return NoRoute(context);
        }
    }

    private ServingError? WriteReady(ServableRequest request, PooledBuffer answer)
    {
        if (catalog.Snapshot.Find(request.Name, request.Version) is not null)
        {
            return OpenInferenceJson.WriteModelReady(answer, request.Name);
        }

        return catalog.Snapshot.Statuses.ContainsKey(request.Name)
            ? new ServingError(ErrorCode.Unavailable, $"Model with name {request.Name} is not ready.")
            : new ServingError(ErrorCode.NotFound, $"Model with name {request.Name} does not exist.");
    }

    private ServingError? WriteModel(ServableRequest request, PooledBuffer answer)
    {
        if (!catalog.TryAcquire(request, out var servable, out var error))
        {
            return error;
        }

        OpenInferenceJson.WriteModel(answer, servable, catalog.Snapshot.Versions(request.Name));
        servable.Release();
        return null;
    }

    private static ServingError NoRoute(HttpContext context) =>
        new(ErrorCode.NotFound, $"No route: {context.Request.Method} {context.Request.Path}");
}
