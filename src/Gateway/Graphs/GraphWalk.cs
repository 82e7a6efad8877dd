using System.Buffers;
using System.Text.Json;

namespace ModelServing.Gateway.Graphs;

/// <summary>One request's way through a graph: down through the inputs, across the children, up through the outputs.</summary>
/// <param name="predictor">The graph.</param>
/// <param name="client">Calls nodes.</param>
/// <param name="call">What the calls have in common.</param>
/// <param name="model">The model named in the URL; it reaches every node. Null: each node goes by its own name.</param>
/// <param name="random">Draws for random splits.</param>
internal sealed class GraphWalk(Predictor predictor, NodeClient client, NodeCall call, string? model, Random random)
{
    private const int AllChildren = -1;
    private const int NoChild = -2;

    /// <summary>Gets the child a random split chose last.</summary>
    public string? ChosenNode { get; private set; }

    public async Task<GraphReply> PredictAsync(GraphNode node, Payload request, CancellationToken cancellationToken)
    {
        GraphReply reply = request;
        if (node.InputMethod is { } method)
        {
            reply = await TransformAsync(node, method, request, cancellationToken);
        }

        if (reply.Error is null && node.Children.Length > 0)
        {
            reply = await ChildrenAsync(node, reply.Payload, cancellationToken);
        }

        return reply.Error is null && node.TransformsOutput
            ? await TransformAsync(node, NodeMethod.TransformOutput, reply.Payload, cancellationToken)
            : reply;
    }

    private async Task<GraphReply> TransformAsync(GraphNode node, NodeMethod method, Payload payload, CancellationToken cancellationToken)
    {
        var request = Chaining.ToRequest(predictor.Protocol, payload);
        return request.Error is null ? (await CallAsync(node, method, request.Payload, cancellationToken)).ToGraphReply() : request;
    }

    private async Task<GraphReply> ChildrenAsync(GraphNode node, Payload request, CancellationToken cancellationToken)
    {
        var (branch, error) = await RouteAsync(node, request, cancellationToken);
        if (error is not null)
        {
            return error;
        }

        if (branch == NoChild)
        {
            return request;
        }

        if (branch >= node.Children.Length || branch < AllChildren)
        {
            return GraphError.FromExecutor($"node {node.Name} chose child {branch} but has {node.Children.Length}");
        }

        var replies = branch == AllChildren
            ? await AllAsync(node.Children, request, cancellationToken)
            : [await PredictAsync(node.Children[branch], request, cancellationToken)];
        return await AggregateAsync(node, replies, cancellationToken);
    }

    private async Task<(int Branch, GraphError? Error)> RouteAsync(GraphNode node, Payload request, CancellationToken cancellationToken)
    {
        switch (node.RouteSource)
        {
            case RouteSource.Node:
                var reply = await CallAsync(node, NodeMethod.Route, request, cancellationToken);
                return !reply.IsSuccess ? (0, reply.ToRouterError())
                    : RouteReply.TryParse(reply.Payload.Body, out var branch, out var problem) ? (branch, null)
                    : (0, GraphError.FromExecutor(problem ?? ""));
            case RouteSource.RandomSplit when node.RatioError is not null:
                return (0, GraphError.FromExecutor(node.RatioError));
            case RouteSource.RandomSplit:
                var drawn = random.NextSingle() < node.RatioA ? 0 : 1;
                ChosenNode = drawn < node.Children.Length ? node.Children[drawn].Name : null;
                return (drawn, null);
            default:
                return (AllChildren, null);
        }
    }

    private async Task<GraphReply[]> AllAsync(GraphNode[] children, Payload request, CancellationToken cancellationToken)
    {
        if (children.Length == 1)
        {
            return [await PredictAsync(children[0], request, cancellationToken)];
        }

        var pending = new Task<GraphReply>[children.Length];
        for (var i = 0; i < children.Length; i++)
        {
            pending[i] = PredictAsync(children[i], request, cancellationToken);
        }

        return await Task.WhenAll(pending);
    }

    private async Task<GraphReply> AggregateAsync(GraphNode node, GraphReply[] replies, CancellationToken cancellationToken)
    {
        foreach (var reply in replies)
        {
            if (reply.Error is not null)
            {
                return reply;
            }
        }

        if (!node.Aggregates)
        {
            return replies[0];
        }

        return TryJoin(replies, out var joined)
            ? (await CallAsync(node, NodeMethod.Aggregate, joined, cancellationToken)).ToGraphReply()
            : GraphError.FromExecutor("Data is not JSON");
    }

    private Task<NodeReply> CallAsync(GraphNode node, NodeMethod method, Payload payload, CancellationToken cancellationToken) =>
        client.SendAsync(node, NodePaths.For(predictor.Protocol, method, model ?? node.Name), payload, call, cancellationToken);

    private static bool TryJoin(GraphReply[] replies, out Payload joined)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write("["u8);
        for (var i = 0; i < replies.Length; i++)
        {
            var body = replies[i].Payload.Body;
            if (!IsJson(body.Span))
            {
                joined = default;
                return false;
            }

            buffer.Write(i == 0 ? default : ","u8);
            buffer.Write(body.Span);
        }

        buffer.Write("]"u8);
        joined = new(buffer.WrittenMemory, Payload.Json, null);
        return true;
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var any = false;
            while (reader.Read())
            {
                any = true;
            }

            return any;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
