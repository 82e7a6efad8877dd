using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Tells which nodes change or read state, loops and conditionals by what they hold.</summary>
internal sealed class StatefulGraphs(ImportedGraph graph)
{
    private readonly FunctionSearch _changes = new(graph, node => StateOps.Changes(node.Op));
    private readonly FunctionSearch _reads = new(graph, node => StateOps.Reads(node.Op));
    private readonly Dictionary<GraphNode, (bool Changes, bool Reads)> _graphs = [];

    public bool Changes(GraphNode node) => StateOps.Changes(node.Op) || Within(node).Changes;

    public bool Reads(GraphNode node) => StateOps.Reads(node.Op) || Within(node).Reads;

    /// <summary>Finds what a loop or conditional of TensorFlow 1 reads from around it; nothing for other nodes, whose references tell.</summary>
    public static IEnumerable<GraphNode>? Around(GraphNode node) => IsFrame(node) ? ControlFlowOps.Dependencies(node).Select(edge => edge.Node) : null;

    /// <summary>Gets the bodies or branches that a node holds.</summary>
    public static IReadOnlyList<GraphRegion> Regions(GraphNode node) => node.Op switch
    {
        "Exit" => FrameLoop.Read(node) is var plan ? [plan.Test, plan.Body] : [],
        "Merge" => Conditional.Read(node)?.Regions ?? [],
        "While" or "StatelessWhile" => FunctionLoop.Read(node) is var plan ? [plan.Test, plan.Body] : [],
        _ => Array.ConvertAll(FunctionBranches.Open(node), GraphRegion.Of),
    };

    private static bool IsFrame(GraphNode node) => node.Op == "Exit" || (node.Op == "Merge" && Conditional.Read(node) is not null);

    private (bool Changes, bool Reads) Within(GraphNode node)
    {
        if (!ControlFlowOps.HoldsGraphs(node) || (node.Op == "Merge" && !IsFrame(node)))
        {
            return default;
        }

        if (!_graphs.TryGetValue(node, out var within))
        {
            _graphs[node] = within = IsFrame(node) ? Within(Regions(node)) : (_changes.IsBelow(node), _reads.IsBelow(node));
        }

        return within;
    }

    private (bool Changes, bool Reads) Within(IReadOnlyList<GraphRegion> regions)
    {
        var nodes = regions.SelectMany(region => ReferenceWalk.Behind(region.Ends, region.IsOutside)).ToArray();
        return (Array.Exists(nodes, node => StateOps.Changes(node.Op) || _changes.IsBelow(node)), Array.Exists(nodes, node => StateOps.Reads(node.Op) || _reads.IsBelow(node)));
    }
}
