using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Ops;
using ModelServing.ModelServer.Runtimes.Host;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Tells which loops and conditionals hold work that only the host can do: they run there as a whole.</summary>
internal sealed class HostGraphs(ImportedGraph graph)
{
    private static readonly string[] TypeAttributes = ["T", "Tparams", "dtype", "element_dtype"];

    private readonly Dictionary<GraphNode, bool> _nodes = [];
    private readonly Dictionary<string, bool> _functions = new(StringComparer.Ordinal);

    public bool NeedHost(GraphNode node)
    {
        if (!ControlFlowOps.HoldsGraphs(node))
        {
            return false;
        }

        if (!_nodes.TryGetValue(node, out var needs))
        {
            _nodes[node] = false; // a loop that leads back to itself adds nothing
            _nodes[node] = needs = node.Op switch
            {
                "Exit" => FrameLoop.Read(node) is var plan && HoldHostWork([.. plan.Variables.Select(variable => variable.Next), plan.Condition], [.. plan.Variables.SelectMany(variable => variable.Places)], plan.Frame),
                "Merge" => Conditional.Read(node) is { } conditional && HoldHostWork([conditional.Then, conditional.Otherwise], [.. conditional.Outer], string.Empty),
                _ => node.Functions.Any(NeedsHost),
            };
        }

        return needs;
    }

    /// <summary>Tells whether a kernel of the host must run a node because of what it handles: strings, or lists of lists.</summary>
    public static bool IsText(Func<string, DataType> type) =>
        Array.Exists(TypeAttributes, name => type(name) == DataType.String) || type("element_dtype") == DataType.Variant;

    private static bool IsHostWork(string op, Func<string, DataType> type) => HostTable.Find(op) is not null && (OpTable.Find(op) is null || IsText(type));

    private bool HoldHostWork(Edge[] roots, HashSet<Edge> seen, string frame)
    {
        Stack<Edge> open = new(roots);
        while (open.TryPop(out var edge))
        {
            var node = edge.Node;
            if (!seen.Add(edge) || (node.Op == "Enter" && frame.Length > 0 && node.Text("frame_name", string.Empty) == frame))
            {
                continue;
            }

            if (IsHostWork(node.Op, name => node.Type(name)) || node.Functions.Any(NeedsHost))
            {
                return true;
            }

            foreach (var input in node.Inputs)
            {
                open.Push(input);
            }
        }

        return false;
    }

    /// <summary>Looks at the definition alone, and at all of it: opening a body for every question would cost too much.</summary>
    private bool NeedsHost(string name)
    {
        if (!_functions.TryGetValue(name, out var needs))
        {
            _functions[name] = false;
            System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
            _functions[name] = needs = graph.Function(name) is { } function && function.NodeDef.Any(NeedsHost);
        }

        return needs;
    }

    private bool NeedsHost(NodeDef node) =>
        IsHostWork(node.Op, name => (DataType)(node.Attr.GetValueOrDefault(name)?.Type ?? default))
        || NeedsHost(node.Op)
        || GraphNode.FunctionsOf(node.Attr.Values).Any(NeedsHost);
}
