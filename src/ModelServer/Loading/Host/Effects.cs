using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>What a signature, a body or a branch changes, and the order that control inputs ask for.</summary>
internal sealed class Effects
{
    private readonly HashSet<GraphNode> _ordered = [];

    public Effects(GraphRegion region, StatefulGraphs stateful)
    {
        var reached = ReferenceWalk.Behind(region.Ends, region.IsOutside, StatefulGraphs.Around);
        Changes = [.. reached.Where(stateful.Changes)];
        if (Changes.Count > 0)
        {
            _ordered = [.. Changes, .. reached.Where(stateful.Reads)];
        }
    }

    private Effects() => Changes = [];

    public static Effects None { get; } = new();

    /// <summary>Gets the nodes that must run for what they change, loops and conditionals among them.</summary>
    public IReadOnlyCollection<GraphNode> Changes { get; }

    /// <summary>Finds the changes, and the reads among them, that must come before a node.</summary>
    public IReadOnlyCollection<GraphNode> Before(GraphNode node) => _ordered.Count == 0 ? [] : ReferenceWalk.Before(node, _ordered);
}
