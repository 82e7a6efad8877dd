using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>The nodes that some outputs need, each after those that it waits for.</summary>
internal sealed class NodeOrder(Func<Edge, bool> isLeaf, Func<GraphNode, bool> isEnd, Func<GraphNode, IReadOnlyCollection<GraphNode>> waitsFor)
{
    private readonly HashSet<GraphNode> _entered = [];
    private readonly HashSet<GraphNode> _left = [];

    public List<GraphNode> Nodes { get; } = [];

    /// <summary>Gets the edges over which values go, from leaves too.</summary>
    public HashSet<Edge> Used { get; } = [];

    public void Add(Edge output)
    {
        Used.Add(output);
        if (!isLeaf(output))
        {
            Add(output.Node);
        }
    }

    /// <summary>Adds a node; a stack of our own keeps deep graphs off the thread's.</summary>
    public void Add(GraphNode root)
    {
        Stack<GraphNode> open = new([root]);
        while (open.TryPeek(out var node))
        {
            if (!_entered.Add(node))
            {
                open.Pop();
                if (_left.Add(node))
                {
                    Nodes.Add(node);
                }

                continue;
            }

            foreach (var next in Next(node).Where(next => !_entered.Contains(next)))
            {
                open.Push(next);
            }
        }
    }

    private IEnumerable<GraphNode> Next(GraphNode node)
    {
        if (isEnd(node))
        {
            return [];
        }

        Used.UnionWith(node.Inputs);
        return node.Inputs.Where(input => !isLeaf(input)).Select(input => input.Node).Concat(waitsFor(node)).Distinct();
    }
}
