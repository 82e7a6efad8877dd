namespace ModelServing.Gateway.Graphs;

/// <summary>Sends a reward to the nodes that earned it: the children the routing names first, then the node itself.</summary>
internal sealed class Feedback(Predictor predictor, NodeClient client, NodeCall call)
{
    public async Task<GraphReply> SendAsync(Payload feedback, CancellationToken cancellationToken)
    {
        // TensorFlow nodes have no feedback: upstream accepts it and answers with the request.
        if (predictor.Protocol == SeldonProtocol.TensorFlow)
        {
            return feedback;
        }

        using var routing = FeedbackRouting.Parse(feedback.Body);
        return await SendAsync(predictor.Root, feedback, routing, cancellationToken);
    }

    private async Task<GraphReply> SendAsync(GraphNode node, Payload feedback, FeedbackRouting routing, CancellationToken cancellationToken)
    {
        var branch = routing.BranchOf(node.Name);
        if (branch >= node.Children.Length || branch < -1)
        {
            return GraphError.FromExecutor($"the feedback routes node {node.Name} to child {branch} but it has {node.Children.Length}");
        }

        for (var i = 0; i < node.Children.Length; i++)
        {
            if (branch is -1 || branch == i)
            {
                var reply = await SendAsync(node.Children[i], feedback, routing, cancellationToken);
                if (reply.Error is not null)
                {
                    return reply;
                }
            }
        }

        return node.TakesFeedback
            ? (await client.SendAsync(node, NodePaths.For(predictor.Protocol, NodeMethod.SendFeedback, node.Name), feedback, call, cancellationToken)).ToGraphReply()
            : feedback;
    }
}
