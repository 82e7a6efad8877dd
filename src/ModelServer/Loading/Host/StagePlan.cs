using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Ops;
using ModelServing.ModelServer.Runtimes.Host;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Numbers the stages in which nodes run: even ones on the host, odd ones in the ONNX runtime.</summary>
/// <remarks>
/// A node that can run on either side follows its inputs: after a numeric stage it stays there. Straight from the inputs or from the host
/// it stays on the host only if the host reads it next, or if nothing numeric follows.
/// </remarks>
internal sealed class StagePlan
{
    private readonly Dictionary<GraphNode, int> _stages = [];
    private readonly HashSet<GraphNode> _readByHost = [];
    private readonly HashSet<GraphNode> _readByRuntime = [];
    private readonly Func<GraphNode, IEnumerable<GraphNode>> _before;
    private readonly HostScope _scope;

    public StagePlan(NodeOrder order, HostScope scope, Effects effects)
    {
        _scope = scope;
        _before = node => scope.Dependencies(node).Select(input => input.Node).Concat(effects.Before(node));
        foreach (var node in order.Nodes.Reverse())
        {
            LookAhead(node);
        }

        foreach (var node in order.Nodes)
        {
            _stages[node] = Stage(node);
        }
    }

    public int this[GraphNode node] => _stages[node];

    public int Count => _stages.Count == 0 ? 0 : _stages.Values.Max() + 1;

    public static bool IsOnHost(int stage) => stage % 2 == 0;

    /// <summary>Tells whether only the host can run a node: nothing converts it, or it handles strings or state.</summary>
    public static bool NeedsHost(GraphNode node, HostScope scope) =>
        OpTable.Find(node.Op) is null
        || (HasKernel(node) && (HostGraphs.IsText(name => node.Type(name)) || node.Inputs.Any(scope.Resources.Holds)))
        || scope.IsHosted(node);

    private static bool HasKernel(GraphNode node) => HostTable.Find(node.Op) is { } op && op.Handles(node);

    private bool CanHost(GraphNode node) => HasKernel(node) || _scope.OnlyBranch(node) is not null || _scope.IsHosted(node);

    private void LookAhead(GraphNode node)
    {
        var needsHost = NeedsHost(node, _scope);
        var needsRuntime = !CanHost(node);
        foreach (var input in _scope.Dependencies(node).Select(input => input.Node))
        {
            if (needsHost || (!needsRuntime && _readByHost.Contains(node)))
            {
                _readByHost.Add(input);
            }

            if (needsRuntime || _readByRuntime.Contains(node))
            {
                _readByRuntime.Add(input);
            }
        }
    }

    private int Stage(GraphNode node)
    {
        var stage = _before(node).Select(input => _stages.GetValueOrDefault(input)).DefaultIfEmpty(0).Max();
        var prefersHost = _readByHost.Contains(node) || !_readByRuntime.Contains(node);
        var wantsHost = NeedsHost(node, _scope) || (CanHost(node) && IsOnHost(stage) && (prefersHost || ReadsHostsList(node)));
        return IsOnHost(stage) == wantsHost ? stage : stage + 1;
    }

    /// <summary>Items of a list on the host may differ in shape, which the runtime's may not.</summary>
    private bool ReadsHostsList(GraphNode node) => HostList.IsOp(node.Op) && _scope.Dependencies(node).Any(input => _stages.TryGetValue(input.Node, out var stage) && IsOnHost(stage) && HostList.IsOp(input.Node.Op));
}
