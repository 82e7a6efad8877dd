namespace ModelServing.Gateway.Graphs;

/// <summary>A Seldon predictor: the inference graph behind one destination.</summary>
internal sealed class Predictor
{
    public required string Deployment { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required SeldonProtocol Protocol { get; init; }

    public required GraphNode Root { get; init; }

    /// <summary>Gets the label <c>predictor_version</c>, an annotation that is usually absent.</summary>
    public string Version { get; init; } = "";

    /// <summary>Gets the limit of each call to a node; null waits for ever, which is Seldon's default.</summary>
    public TimeSpan? NodeTimeout { get; init; }

    public IEnumerable<GraphNode> Nodes() => Walk(Root);

    private static IEnumerable<GraphNode> Walk(GraphNode node) => node.Children.SelectMany(Walk).Append(node);
}
