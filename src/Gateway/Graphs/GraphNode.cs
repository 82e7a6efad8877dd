using ModelServing.Gateway.Routes;

namespace ModelServing.Gateway.Graphs;

/// <summary>A predictive unit, with its type, methods and implementation boiled down to what the walk asks.</summary>
internal sealed class GraphNode
{
    public required string Name { get; init; }

    /// <summary>Gets where the node answers; null for nodes that the executor itself is.</summary>
    public Backend? Backend { get; init; }

    public Backend? GrpcBackend { get; init; }

    public GraphNode[] Children { get; init; } = [];

    /// <summary>Gets the call made on the way down, if any: transform-input wins over predict.</summary>
    public NodeMethod? InputMethod { get; init; }

    public RouteSource RouteSource { get; init; }

    public bool Aggregates { get; init; }

    public bool TransformsOutput { get; init; }

    public bool TakesFeedback { get; init; }

    /// <summary>Gets the share of the first child of a random split, in single precision as upstream reads it.</summary>
    public float RatioA { get; init; } = 0.5f;

    /// <summary>Gets what is wrong with ratioA; the request fails with it, not the deployment.</summary>
    public string? RatioError { get; init; }

    public GraphNode? Find(string name)
    {
        if (Name == name)
        {
            return this;
        }

        foreach (var child in Children)
        {
            if (child.Find(name) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
