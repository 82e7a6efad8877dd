using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>The nodes that some outputs need, each after those that it waits for; constants are found on the way and left out.</summary>
internal sealed class NodeOrder
{
    private readonly Func<Edge, bool> _isFed;
    private readonly HostScope _scope;
    private readonly Func<GraphNode, bool> _isEnd;
    private readonly Func<GraphNode, IReadOnlyCollection<GraphNode>> _waitsFor;
    private readonly HashSet<GraphNode> _constants = [];

    private NodeOrder(Func<Edge, bool> isFed, HostScope scope, Func<GraphNode, bool> isEnd, Func<GraphNode, IReadOnlyCollection<GraphNode>> waitsFor)
    {
        _isFed = isFed;
        _scope = scope;
        _isEnd = isEnd;
        _waitsFor = waitsFor;
    }

    public IReadOnlyList<GraphNode> Nodes { get; private set; } = [];

    /// <summary>Gets the edges over which values go, those from inputs, constants and state too.</summary>
    public HashSet<Edge> Used { get; } = [];

    /// <param name="outputs">What is wanted.</param>
    /// <param name="changes">Nodes that must run for what they change.</param>
    /// <param name="scope">Computes what no request can change, and tells state from values.</param>
    /// <param name="isFed">Tells the edges that are given: by callers or, within a loop or a branch, by what is around it.</param>
    /// <param name="isEnd">Tells nodes behind which nothing is looked at.</param>
    /// <param name="waitsFor">Finds what must run before a node although it gives it no value.</param>
    public static NodeOrder Create(
        IReadOnlyCollection<Edge> outputs,
        IReadOnlyCollection<GraphNode> changes,
        HostScope scope,
        Func<Edge, bool> isFed,
        Func<GraphNode, bool> isEnd,
        Func<GraphNode, IReadOnlyCollection<GraphNode>> waitsFor)
    {
        var order = new NodeOrder(isFed, scope, isEnd, waitsFor);
        GraphNode[] roots = [.. outputs.Where(order.IsComputed).Select(output => output.Node), .. changes];
        var reached = order.Walk(roots);
        foreach (var node in reached)
        {
            order.Fold(node);
        }

        order.Nodes = order._constants.Count == 0 ? reached : order.Walk([.. roots.Where(root => !order._constants.Contains(root))]);
        order.Used.UnionWith(outputs);
        order.Used.UnionWith(order.Nodes.Where(node => !isEnd(node)).SelectMany(scope.Dependencies));
        return order;
    }

    /// <summary>Tells whether no request can change a value; it is known then.</summary>
    public bool IsConstant(Edge edge) => _constants.Contains(edge.Node) && !_isFed(edge);

    private bool IsComputed(Edge edge) => !_isFed(edge) && !_scope.Resources.Holds(edge) && !_constants.Contains(edge.Node);

    /// <summary>Inputs come first, so that folding never looks deeper than one node.</summary>
    private void Fold(GraphNode node)
    {
        if (!_isEnd(node) && !ControlFlowOps.HoldsGraphs(node) && node.Inputs.All(IsConstant) && _scope.Constants.TryGet(new Edge(node, 0), out _))
        {
            _constants.Add(node);
        }
    }

    /// <summary>Walks in depth-first order; a stack of our own keeps deep graphs off the thread's.</summary>
    private List<GraphNode> Walk(GraphNode[] roots)
    {
        List<GraphNode> nodes = [];
        HashSet<GraphNode> entered = [];
        HashSet<GraphNode> left = [];
        Stack<GraphNode> open = new(roots.Reverse());
        while (open.TryPeek(out var node))
        {
            if (!entered.Add(node))
            {
                open.Pop();
                if (left.Add(node))
                {
                    nodes.Add(node);
                }

                continue;
            }

            foreach (var next in Next(node).Where(next => !entered.Contains(next)))
            {
                open.Push(next);
            }
        }

        return nodes;
    }

    private IEnumerable<GraphNode> Next(GraphNode node) =>
        _isEnd(node) ? [] : _scope.Dependencies(node).Where(IsComputed).Select(input => input.Node).Concat(_waitsFor(node)).Distinct();
}
