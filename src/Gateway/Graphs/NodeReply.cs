using System.Net;

namespace ModelServing.Gateway.Graphs;

/// <summary>What came of a call to a node: its status and body, or what the transport says.</summary>
internal readonly record struct NodeReply(int Status, Payload Payload, string Url, string? Failure)
{
    public bool IsSuccess => Failure is null && Status == (int)HttpStatusCode.OK;

    /// <summary>Anything but 200 goes to the client with the node's own status and body.</summary>
    public GraphReply ToGraphReply()
    {
        if (Failure is not null)
        {
            return GraphError.FromExecutor(Failure, Status);
        }

        return IsSuccess ? Payload : new GraphError(Status, Payload.Body);
    }

    /// <summary>A router's failure keeps its status, but the body is the executor's.</summary>
    public GraphError ToRouterError() =>
        GraphError.FromExecutor(Failure ?? $"Internal service call from executor failed calling {Url} status code {Status}", Status);
}
