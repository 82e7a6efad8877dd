using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using ModelServing.Gateway.Forwarding;
using ModelServing.Gateway.Routes;

namespace ModelServing.Gateway.Graphs;

/// <summary>Calls the nodes of a graph over HTTP, on another replica when one refuses the connection.</summary>
internal sealed class NodeClient(BackendConnections connections, TimeProvider timeProvider)
{
    private const int MaxAttempts = 3;

    public async Task<NodeReply> SendAsync(GraphNode node, string path, Payload? payload, NodeCall call, CancellationToken cancellationToken)
    {
        if (node.Backend is not { } backend)
        {
            return new(StatusCodes.Status500InternalServerError, default, "", $"Failed to find endpoint of node {node.Name}");
        }

        for (var attempt = 1; ; attempt++)
        {
            if (backend.Pick(timeProvider.GetTimestamp()) is not { } endpoint)
            {
                return new(StatusCodes.Status503ServiceUnavailable, default, "", $"no ready endpoint for {backend.Service} in namespace {backend.Namespace}");
            }

            endpoint.Enter();
            try
            {
                return await SendAsync(endpoint, path, payload, call, cancellationToken);
            }
            catch (HttpRequestException exception)
            {
                endpoint.Suspend(timeProvider.GetTimestamp() + timeProvider.TimestampFrequency);
                if (attempt >= Math.Min(backend.Endpoints.Length, MaxAttempts))
                {
                    return Unreachable(endpoint, path, payload, exception);
                }
            }
            finally
            {
                endpoint.Exit();
            }
        }
    }

    private static NodeReply Unreachable(BackendEndpoint endpoint, string path, Payload? payload, HttpRequestException exception)
    {
        var reason = exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
            ? $"dial tcp {endpoint.Host}:{endpoint.Port}: connect: connection refused"
            : exception.Message;
        return Failed(endpoint, path, payload, reason);
    }

    private static NodeReply Failed(BackendEndpoint endpoint, string path, Payload? payload, string reason)
    {
        var url = $"http://{endpoint.Host}:{endpoint.Port}{path}";
        return new(StatusCodes.Status500InternalServerError, default, url, $"{(payload is null ? "Get" : "Post")} \"{url}\": {reason}");
    }

    private async Task<NodeReply> SendAsync(BackendEndpoint endpoint, string path, Payload? payload, NodeCall call, CancellationToken cancellationToken)
    {
        using var deadline = call.Timeout is { } timeout ? new CancellationTokenSource(timeout, timeProvider) : null;
        using var both = deadline is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var token = both?.Token ?? cancellationToken;
        var url = string.Concat(endpoint.Address.AsSpan(0, endpoint.Address.Length - 1), path);
        using var request = Request(url, payload, call);
        try
        {
            using var response = await connections.Http.SendAsync(request, token);
            var body = await response.Content.ReadAsByteArrayAsync(token);
            var headers = response.Content.Headers;
            return new((int)response.StatusCode, new(body, FirstOrNull(headers, "Content-Type"), FirstOrNull(headers, "Content-Encoding")), url, null);
        }
        catch (OperationCanceledException) when (deadline is { IsCancellationRequested: true } && !cancellationToken.IsCancellationRequested)
        {
            return Failed(endpoint, path, payload, "context deadline exceeded");
        }
    }

    private static HttpRequestMessage Request(string url, Payload? payload, NodeCall call)
    {
        var request = new HttpRequestMessage(payload is null ? HttpMethod.Get : HttpMethod.Post, url) { Version = HttpVersion.Version11 };
        foreach (var (name, values) in call.Headers)
        {
            if (!SkippedHeaders.Contains(name))
            {
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        request.Headers.TryAddWithoutValidation(SeldonHeaders.Puid, call.Puid);
        if (payload is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", body.ContentType ?? Payload.Json);
            if (body.ContentEncoding is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Encoding", body.ContentEncoding);
            }
        }

        return request;
    }

    private static string? FirstOrNull(HttpContentHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
