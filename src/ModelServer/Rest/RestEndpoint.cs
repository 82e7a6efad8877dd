using System.Buffers;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Rest;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Serving;
using ModelServing.ServiceDefaults;

namespace ModelServing.ModelServer.Rest;

/// <summary>TensorFlow Serving's REST port: everything under <c>/v1</c>, the metrics page, and an HTML 404 for the rest.</summary>
internal sealed class RestEndpoint(ModelCatalog catalog, RestPredictor predictor, RestExamples examples, ServerMetrics metrics, RestOptions options, TimeProvider timeProvider)
{
    private static readonly FrozenSet<string> Methods = new[] { "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH" }.ToFrozenSet(StringComparer.Ordinal);

    public Task HandleAsync(HttpContext context)
    {
        var target = Target(context);
        if (!Methods.Contains(context.Request.Method))
        {
            return WritePageAsync(context, StatusCodes.Status501NotImplemented, "Not Implemented");
        }

        if (target.StartsWith(RestRoute.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return HandleApiAsync(context, target);
        }

        if (options.MetricsPath is { } page && target.StartsWith(page, StringComparison.Ordinal) && (target.Length == page.Length || target[page.Length] == '?'))
        {
            return WriteMetricsAsync(context, target);
        }

        return WritePageAsync(context, StatusCodes.Status404NotFound, "Not Found");
    }

    /// <summary>Refuses what is not the protocol's as its listener does: with a page, and the connection is over.</summary>
    private static Task WritePageAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Connection = "close";
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync($"<html><head><title>{status} {reason}</title></head><body><h1>{reason}</h1></body></html>", context.RequestAborted);
    }

    private async Task HandleApiAsync(HttpContext context, string target)
    {
        var started = timeProvider.GetTimestamp();
        if (options.EnableCors)
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
            context.Response.Headers.AccessControlAllowMethods = "POST, GET";
            context.Response.Headers.AccessControlAllowHeaders = "Content-Type";
        }

        var method = context.Request.Method;
        if (method == "OPTIONS")
        {
            var origin = context.Request.Headers.Origin.ToString();
            var isWeb = origin.Contains("http://", StringComparison.Ordinal) || origin.Contains("https://", StringComparison.Ordinal);
            var preflight = isWeb ? ErrorCode.Ok : ErrorCode.FailedPrecondition;
            metrics.Request("", "", "REST", preflight, timeProvider.GetElapsedTime(started));
            await WriteAsync(context, preflight.HttpStatus(), ReadOnlyMemory<byte>.Empty);
            return;
        }

        using var answer = new PooledBuffer();
        var route = RestRoute.Parse(method, target);
        context.NameSpan(context.Request.Path.Value ?? target);
        var (error, status) = await TryAnswerAsync(context, route, target, answer);
        if (error is not null)
        {
            answer.Clear();
            ErrorBody.Write(answer, error.Message);
        }

        var code = error?.Code ?? ErrorCode.Ok;
        metrics.Request(route.Servable.Name ?? "", Api(route.Verb), "REST", code, timeProvider.GetElapsedTime(started));
        await WriteAsync(context, status, answer.Written);
    }

    /// <summary>Answers, or says why not and by which status.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(ServingError? Error, int Status)> TryAnswerAsync(HttpContext context, RestRoute route, string target, PooledBuffer answer)
    {
        try
        {
            var error = await AnswerAsync(context, route, target, answer);
            return (error, (error?.Code ?? ErrorCode.Ok).HttpStatus());
        }
        catch (BadHttpRequestException exception)
        {
            // The body is too large, or not what its headers said: the client's doing, which only shows while it is read.
            return (ServingError.Invalid(exception.Message), exception.StatusCode);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ServingError?> AnswerAsync(HttpContext context, RestRoute route, string target, PooledBuffer answer)
    {
        switch (route.Verb)
        {
            case RestVerb.MissingModel:
                return ServingError.Invalid("Missing model name in request.");
            case RestVerb.BadVersion:
                return ServingError.Invalid($"Failed to convert version: {route.Version} to numeric.");
            case RestVerb.Status:
                return WriteStatus(route.Servable, answer);
            case RestVerb.Metadata:
                return WriteMetadata(route.Servable, answer);
            case RestVerb.Predict or RestVerb.Classify or RestVerb.Regress:
                using (var body = new PooledBuffer((int)Math.Clamp(context.Request.ContentLength ?? 4096, 4096, 1 << 20)))
                {
                    if (!await RequestBody.TryReadAsync(context.Request, body))
                    {
                        return ServingError.Invalid("The request body could not be inflated: it is not gzip, or larger than 100 MiB");
                    }

                    return route.Verb == RestVerb.Predict
                        ? await predictor.PredictAsync(route.Servable, body.Written, answer)
                        : await examples.RunAsync(route, body.Written, answer);
                }

            default:
                return ServingError.Invalid($"Malformed request: {context.Request.Method} {target}");
        }
    }

    private ServingError? WriteStatus(ServableRequest request, IBufferWriter<byte> answer)
    {
        if (catalog.TryGetStatus(request, out var versions, out var error))
        {
            StatusJson.Write(answer, StatusMessages.Response(versions));
        }

        return error;
    }

    private ServingError? WriteMetadata(ServableRequest request, IBufferWriter<byte> answer)
    {
        if (!catalog.TryAcquire(request, out var servable, out var error))
        {
            return error;
        }

        MetadataJson.Write(answer, servable.Id.Name, servable.Id.Version, servable.Model.Signatures);
        servable.Release();
        return null;
    }

    private Task WriteMetricsAsync(HttpContext context, string target)
    {
        context.Response.ContentType = "text/plain";
        if (target.Length == options.MetricsPath?.Length)
        {
            return context.Response.WriteAsync(metrics.Page(), context.RequestAborted);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync($"Unexpected path: {target}", context.RequestAborted);
    }

    private static ValueTask WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body);
    }

    private static string Api(RestVerb verb) => verb switch
    {
        RestVerb.Predict => "predict",
        RestVerb.Classify => "classify",
        RestVerb.Regress => "regress",
        _ => "",
    };

    /// <summary>The target as sent, without the host that proxies write in front: the router sees the query and the escapes.</summary>
    private static string Target(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.StartsWith('/') || target.IndexOf("://", StringComparison.Ordinal) is var scheme && scheme < 0)
        {
            return target;
        }

        var path = target.IndexOf('/', scheme + 3);
        return path < 0 ? "/" : target[path..];
    }
}
