using ModelServing.Gateway.Graphs;
using ModelServing.Gateway.Routes;
using ModelServing.Gateway.Telemetry;
using ModelServing.ServiceDefaults;

namespace ModelServing.Gateway.Forwarding;

/// <summary>The request path: find the rule, draw a backend, forward or walk its graph, count.</summary>
internal sealed class GatewayMiddleware(
    RequestDelegate next,
    RouteTableStore tables,
    Forwarder forwarder,
    SeldonExecutor executor,
    SeldonGrpcRoutes seldonGrpc,
    GatewayMetrics metrics,
    Random random,
    TimeProvider timeProvider)
{
    public Task InvokeAsync(HttpContext context)
    {
        var table = tables.Current;
        var isGrpc = IsGrpc(context.Request);
        var found = isGrpc && SeldonGrpcRoutes.TryMatch(table, context.Request, out var match) || table.TryMatch(context.Request, out match);

        // The gateway's own pages give way to hosts only: a rule for any host must not hide /health or /metrics.
        if (context.GetEndpoint() is not null && !(found && match.ByHost))
        {
            return next(context);
        }

        return found ? DispatchAsync(context, match, isGrpc) : Refusals.WriteNoRouteAsync(context, table, isGrpc);
    }

    private static bool IsGrpc(HttpRequest request) =>
        request.ContentType is { } type && type.StartsWith("application/grpc", StringComparison.Ordinal);

    private async Task DispatchAsync(HttpContext context, RouteMatch match, bool isGrpc)
    {
        var started = timeProvider.GetTimestamp();
        if (match.Rule.Split.Pick(random) is not { } backend)
        {
            await Refusals.WriteNoRouteAsync(context, tables.Current, isGrpc);
            return;
        }

        context.NameSpan(backend.Service);
        try
        {
            await SendAsync(context, match, backend, isGrpc);
        }
        finally
        {
            metrics.Record(backend, context.Response.StatusCode, isGrpc ? "grpc" : "http", timeProvider.GetElapsedTime(started));
        }
    }

    private Task SendAsync(HttpContext context, RouteMatch match, Backend backend, bool isGrpc)
    {
        if (backend.Predictor is not { } predictor)
        {
            return forwarder.ForwardAsync(context, match, backend, backend, isGrpc);
        }

        if (isGrpc)
        {
            return seldonGrpc.ForwardAsync(context, match, backend, predictor);
        }

        context.Response.Headers[GatewayHeaders.Backend] = backend.Service;
        return executor.HandleAsync(context, predictor, match.Path);
    }
}
