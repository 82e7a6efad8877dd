namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>The nodes of a body, a branch or a signature: all that can run for its ends, up to what is outside.</summary>
internal sealed record GraphRegion(IReadOnlyCollection<GraphNode> Ends, Func<GraphNode, bool> IsOutside)
{
    /// <summary>Makes the region of a function's body, which runs for what it returns and for what must have run.</summary>
    public static GraphRegion Of(GraphScope body) =>
        new([.. body.ResultReferences.SelectMany(reference => ReferenceWalk.Named(body, reference))], node => node == body.Caller);
}
