using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Ops;
using ModelServing.ModelServer.Runtimes.Host;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Tells which loops and conditionals hold work that only the host can do: they run there as a whole.</summary>
internal sealed class HostGraphs(ImportedGraph graph, StatefulGraphs stateful)
{
    private static readonly string[] TypeAttributes = ["T", "Tparams", "dtype", "element_dtype"];

    private readonly Dictionary<GraphNode, bool> _nodes = [];
    private readonly FunctionSearch _functions = new(graph, node => IsHostWork(node.Op, name => (DataType)(node.Attr.GetValueOrDefault(name)?.Type ?? default)));

    public bool NeedHost(GraphNode node)
    {
        if (!ControlFlowOps.HoldsGraphs(node))
        {
            return false;
        }

        if (!_nodes.TryGetValue(node, out var needs))
        {
            _nodes[node] = false; // a loop that leads back to itself adds nothing
            _nodes[node] = needs = stateful.Changes(node) || node.Op switch
            {
                "Exit" => FrameLoop.Read(node) is var plan && HoldHostWork([.. plan.Variables.Select(variable => variable.Next), plan.Condition], [.. plan.Variables.SelectMany(variable => variable.Places)], plan.Frame),
                "Merge" => Conditional.Read(node) is { } conditional && HoldHostWork([conditional.Then, conditional.Otherwise], [.. conditional.Outer], string.Empty),
                _ => _functions.IsBelow(node),
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

            if (IsHostWork(node.Op, name => node.Type(name)) || _functions.IsBelow(node))
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
}
