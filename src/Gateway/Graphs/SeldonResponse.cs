namespace ModelServing.Gateway.Graphs;

/// <summary>The headers and bodies of the executor's answers.</summary>
internal static class SeldonResponse
{
    public const string PlainText = "text/plain; charset=utf-8";

    private const string AllowedHeaders = "Accept, Accept-Encoding, Authorization, Content-Length, Content-Type, X-CSRF-Token";

    /// <summary>Sets what every routed answer carries, and returns the request's id.</summary>
    public static string Begin(HttpContext context, Predictor predictor, SeldonRoute route, string path)
    {
        var request = context.Request.Headers;
        var headers = context.Response.Headers;
        var puid = request.TryGetValue(SeldonHeaders.Puid, out var given) && given.Count > 0 && !string.IsNullOrEmpty(given[0])
            ? given[0] ?? ""
            : Guid.NewGuid().ToString();
        headers[SeldonHeaders.Puid] = puid;
        headers.XContentTypeOptions = "nosniff";
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowHeaders = AllowedHeaders;
        headers.AccessControlAllowMethods = route.Method switch
        {
            "GET" => "GET,OPTIONS",
            "POST" => "OPTIONS,POST",
            _ => "*",
        };
        if (request.ContainsKey(SeldonHeaders.CloudEventsVersion))
        {
            headers["Ce-Id"] = puid;
            headers[SeldonHeaders.CloudEventsVersion] = "0.3";
            headers["Ce-Path"] = path;
            headers["Ce-Type"] = $"seldon.{predictor.Deployment}.{predictor.Namespace}.response";
            headers["Ce-Source"] = $"seldon.{predictor.Deployment}";
        }

        return puid;
    }

    public static Task WriteAsync(HttpContext context, GraphReply reply)
    {
        var response = context.Response;
        if (reply.Error is { } error)
        {
            response.StatusCode = error.Status;
            return error.Body.IsEmpty ? Task.CompletedTask : WriteAsync(response, error.Body, PlainText, null, context.RequestAborted);
        }

        var payload = reply.Payload;
        var body = payload.ContentEncoding is null ? HtmlEscape.Apply(payload.Body) : payload.Body;
        return WriteAsync(response, body, payload.ContentType ?? Payload.Json, payload.ContentEncoding, context.RequestAborted);
    }

    private static Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> body, string contentType, string? contentEncoding, CancellationToken cancellationToken)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (contentEncoding is not null)
        {
            response.Headers.ContentEncoding = contentEncoding;
        }

        return response.Body.WriteAsync(body, cancellationToken).AsTask();
    }
}
