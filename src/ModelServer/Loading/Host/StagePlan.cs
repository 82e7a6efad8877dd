using ModelServing.Inference.Tensors;
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
    private readonly HostResources _resources;

    public StagePlan(NodeOrder order, HostResources resources, Func<GraphNode, IEnumerable<GraphNode>> before)
    {
        _resources = resources;
        _before = before;
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
    public static bool NeedsHost(GraphNode node, HostResources resources) =>
        OpTable.Find(node.Op) is null || (CanHost(node) && (IsText(node) || node.Inputs.Any(input => resources.Holds(input.Node))));

    private static bool CanHost(GraphNode node) => HostTable.Find(node.Op) is { } op && op.Handles(node);

    private static bool IsText(GraphNode node) => node.Type("T") == DataType.String || node.Type("Tparams") == DataType.String || node.Type("dtype") == DataType.String;

    private void LookAhead(GraphNode node)
    {
        var needsHost = NeedsHost(node, _resources);
        var needsRuntime = !CanHost(node);
        foreach (var input in node.Inputs.Select(input => input.Node))
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
        var wantsHost = NeedsHost(node, _resources) || (CanHost(node) && IsOnHost(stage) && prefersHost);
        return IsOnHost(stage) == wantsHost ? stage : stage + 1;
    }
}
