using System.Net;
using Microsoft.Extensions.Options;
using ModelServing.Gateway.Routes;
using Yarp.ReverseProxy.Forwarder;

namespace ModelServing.Gateway.Forwarding;

/// <summary>Sends a request to a ready endpoint of its backend, and to another one when the first cannot be reached.</summary>
internal sealed class Forwarder(
    IHttpForwarder forwarder,
    BackendConnections connections,
    IOptions<ForwardingOptions> options,
    TimeProvider timeProvider,
    ILogger<Forwarder> logger)
{
    private readonly ForwardingOptions _options = options.Value;
    private readonly long _suspendTicks = (long)(options.Value.SuspendFor.TotalSeconds * timeProvider.TimestampFrequency);

    private readonly ForwarderRequestConfig _http = new()
    {
        ActivityTimeout = options.Value.ActivityTimeout,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private readonly ForwarderRequestConfig _grpc = new()
    {
        ActivityTimeout = options.Value.ActivityTimeout,
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <param name="context">The request.</param>
    /// <param name="match">The rule it fell under.</param>
    /// <param name="arm">The destination the client is told.</param>
    /// <param name="backend">Where the endpoints are; differs from the arm for a Seldon graph.</param>
    /// <param name="isGrpc">Whether it travels as HTTP/2.</param>
    public async Task ForwardAsync(HttpContext context, RouteMatch match, Backend arm, Backend backend, bool isGrpc)
    {
        var target = isGrpc ? backend.Grpc ?? backend : backend;
        context.Features.Set(new ForwardedRequest(match, arm));
        if (target.Endpoints.Length < 2 || isGrpc || !RequestBuffer.Fits(context.Request, _options.RetryBodyBytes))
        {
            await SendAsync(context, target, isGrpc, null);
            return;
        }

        using var buffer = await RequestBuffer.ReadAsync(context.Request, context.RequestAborted);
        await SendAsync(context, target, isGrpc, buffer);
        buffer.Detach(context.Request);
    }

    private async Task SendAsync(HttpContext context, Backend backend, bool isGrpc, RequestBuffer? buffer)
    {
        var attempts = Math.Min(_options.MaxAttempts, backend.Endpoints.Length);
        for (var attempt = 1; ; attempt++)
        {
            if (backend.Pick(timeProvider.GetTimestamp()) is not { } endpoint)
            {
                await Refusals.WriteNoEndpointAsync(context, backend, isGrpc);
                return;
            }

            var error = await SendAsync(context, endpoint, isGrpc);
            if (error == ForwarderError.None || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            {
                return;
            }

            var exception = context.GetForwarderErrorFeature()?.Exception;
            endpoint.Suspend(timeProvider.GetTimestamp() + _suspendTicks);
            GatewayLog.EndpointFailed(logger, endpoint.Address, backend.Service, error, exception?.Message);
            if (attempt >= attempts || !CanSendAgain(context.Request, exception, buffer))
            {
                await Refusals.WriteUnreachableAsync(context, backend, error, exception, isGrpc);
                return;
            }

            Reset(context, buffer);
        }
    }

    private async ValueTask<ForwarderError> SendAsync(HttpContext context, BackendEndpoint endpoint, bool isGrpc)
    {
        endpoint.Enter();
        try
        {
            return await forwarder.SendAsync(
                context,
                endpoint.Address,
                isGrpc ? connections.Grpc : connections.Http,
                isGrpc ? _grpc : _http,
                GatewayTransformer.Instance,
                context.RequestAborted);
        }
        finally
        {
            endpoint.Exit();
        }
    }

    /// <summary>A refused connection leaves the body unread; after that only a kept body can be sent again.</summary>
    private static bool CanSendAgain(HttpRequest request, Exception? exception, RequestBuffer? buffer) =>
        buffer is not null
        || request.ContentLength is null or 0 && HttpMethods.IsGet(request.Method)
        || exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };

    private static void Reset(HttpContext context, RequestBuffer? buffer)
    {
        context.Response.Clear();
        buffer?.Rewind();
    }
}
