using System.Net.Sockets;
using ModelServing.Gateway.Forwarding;
using ModelServing.Gateway.Routes;
using ModelServing.Gateway.Telemetry;

namespace ModelServing.Gateway.Graphs;

/// <summary>Seldon's executor, in process: the routes of a predictor, over its graph.</summary>
internal sealed class SeldonExecutor(NodeClient client, GatewayMetrics metrics, Random random, TimeProvider timeProvider)
{
    private const string Options = "OPTIONS";

    private static readonly byte[] NotFoundBody = "404 page not found\n"u8.ToArray();

    public async Task HandleAsync(HttpContext context, Predictor predictor, string path)
    {
        if (path.Contains("//", StringComparison.Ordinal))
        {
            Redirect(context, path);
            return;
        }

        if (!SeldonRoutes.TryMatch(predictor.Protocol, path, out var route))
        {
            await NotFoundAsync(context);
            return;
        }

        var method = context.Request.Method;
        if (route.Method is not null && method != route.Method && method != Options)
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var puid = SeldonResponse.Begin(context, predictor, route, path);
        if (method == Options && route.Method is not null)
        {
            return;
        }

        await RunAsync(context, predictor, route, puid);
    }

    private static void Redirect(HttpContext context, string path)
    {
        var clean = path;
        while (clean.Contains("//", StringComparison.Ordinal))
        {
            clean = clean.Replace("//", "/", StringComparison.Ordinal);
        }

        context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        context.Response.Headers.Location = clean + context.Request.QueryString;
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = SeldonResponse.PlainText;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.Body.WriteAsync(NotFoundBody).AsTask();
    }

    private async Task RunAsync(HttpContext context, Predictor predictor, SeldonRoute route, string puid)
    {
        if (route.Operation is SeldonOperation.Live or SeldonOperation.Ready)
        {
            var isUp = route.Operation == SeldonOperation.Live || await IsReadyAsync(predictor, context.RequestAborted);
            context.Response.StatusCode = isUp ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var started = timeProvider.GetTimestamp();
        var call = new NodeCall(context.Request.Headers, puid, predictor.NodeTimeout);
        var reply = await AnswerAsync(context, predictor, route, call);
        await SeldonResponse.WriteAsync(context, reply);
        metrics.RecordExecutor(predictor, route, context.Response.StatusCode, timeProvider.GetElapsedTime(started));
    }

    private async Task<GraphReply> AnswerAsync(HttpContext context, Predictor predictor, SeldonRoute route, NodeCall call)
    {
        var cancellationToken = context.RequestAborted;
        switch (route.Operation)
        {
            case SeldonOperation.Predict:
                var walk = new GraphWalk(predictor, client, call, route.Name, random);
                var reply = await walk.PredictAsync(predictor.Root, await PayloadReader.ReadAsync(context.Request, cancellationToken), cancellationToken);
                if (walk.ChosenNode is { } chosen)
                {
                    context.Response.Headers[GatewayHeaders.Node] = chosen;
                }

                return reply;
            case SeldonOperation.Feedback:
                return await new Feedback(predictor, client, call).SendAsync(await PayloadReader.ReadAsync(context.Request, cancellationToken), cancellationToken);
            case SeldonOperation.GraphMetadata:
                return await new GraphMetadata(predictor, client, call).ReadAsync(cancellationToken);
            default:
                return await AskNodeAsync(predictor, route, call, cancellationToken);
        }
    }

    private async Task<GraphReply> AskNodeAsync(Predictor predictor, SeldonRoute route, NodeCall call, CancellationToken cancellationToken)
    {
        var name = route.Name ?? "";
        var method = route.Operation == SeldonOperation.NodeStatus ? NodeMethod.Status : NodeMethod.Metadata;
        return predictor.Root.Find(name) is { } node
            ? (await client.SendAsync(node, NodePaths.For(predictor.Protocol, method, name), null, call, cancellationToken)).ToGraphReply()
            : GraphError.FromExecutor($"Failed to find model {name}");
    }

    private async Task<bool> IsReadyAsync(Predictor predictor, CancellationToken cancellationToken)
    {
        foreach (var node in predictor.Nodes())
        {
            if (node.Backend is { } backend && !await ConnectsAsync(backend.Pick(timeProvider.GetTimestamp()), cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<bool> ConnectsAsync(BackendEndpoint? endpoint, CancellationToken cancellationToken)
    {
        if (endpoint is null)
        {
            return false;
        }

        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
