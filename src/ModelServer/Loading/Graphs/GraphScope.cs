using System.Runtime.CompilerServices;
using Google.Protobuf.Collections;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>The nodes of the main graph, or of a function body as called from one node.</summary>
internal sealed class GraphScope
{
    private const int MaxCallDepth = 100;

    /// <summary>A call takes as much as so many nodes, whatever it calls.</summary>
    private const int CallCost = 8;

    private readonly Dictionary<string, GraphNode> _nodes;
    private readonly Dictionary<string, int> _arguments = new(StringComparer.Ordinal);
    private readonly Dictionary<GraphNode, GraphScope> _calls = [];
    private readonly ImportedGraph _graph;
    private readonly FunctionDef? _function;
    private readonly GraphNode? _caller;
    private readonly int _depth;

    public GraphScope(ImportedGraph graph, RepeatedField<NodeDef> nodes)
    {
        _graph = graph;
        Prefix = string.Empty;
        Bindings = new MapField<string, AttrValue>();
        _nodes = Index(nodes);
    }

    private GraphScope(GraphScope outer, GraphNode caller, FunctionDef function)
    {
        _graph = outer._graph;
        _function = function;
        _caller = caller;
        _depth = outer._depth + 1;
        Prefix = caller.Name + "/";
        Bindings = caller.Attribute("f")?.Func?.Attr ?? [];
        _nodes = Index(function.NodeDef);
        foreach (var (index, argument) in function.Signature.InputArg.Index())
        {
            _arguments[argument.Name] = index;
        }
    }

    public string Prefix { get; }

    public MapField<string, AttrValue> Bindings { get; }

    public IReadOnlyCollection<GraphNode> Nodes => _nodes.Values;

    public GraphNode? Find(string name) => _nodes.GetValueOrDefault(name);

    /// <summary>Gets the body of the function that a node calls, or nothing if the node is no call.</summary>
    public GraphScope? Call(GraphNode node)
    {
        if (!_calls.TryGetValue(node, out var body) && _graph.FunctionOf(node) is { } function)
        {
            if (_depth == MaxCallDepth)
            {
                throw new LoadException(ErrorCode.InvalidArgument, $"Functions call each other more than {MaxCallDepth} deep at node {node.Name}");
            }

            _calls[node] = body = new GraphScope(this, node, function);
        }

        return body;
    }

    /// <summary>Finds what an input means: an output of a node, an argument of the function, or what a called function returns.</summary>
    /// <remarks>Main graph: <c>node [ ":" index ]</c>; function body: <c>argument / node ":" output ":" index</c>.</remarks>
    public Edge Resolve(string reference)
    {
        // Calls that feed calls are followed by recursion.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var parts = reference.Split(':');
        if (_arguments.TryGetValue(parts[0], out var argument))
        {
            return argument < _caller!.Inputs.Count ? _caller.Inputs[argument] : throw Dangling(reference); // arguments exist only below a caller
        }

        var node = Find(parts[0]) ?? throw Dangling(reference);
        var index = parts switch
        {
            [_] => 0,
            [_, var number] when int.TryParse(number, out var parsed) => parsed,
            [_, var output] => OutputNames.Index(node, output, 0),
            [_, var output, var number] when int.TryParse(number, out var parsed) => OutputNames.Index(node, output, parsed),
            _ => throw Dangling(reference),
        };
        return Call(node)?.Return(index, reference) ?? new Edge(node, index);
    }

    private Edge Return(int index, string reference)
    {
        var results = _function!.Signature.OutputArg; // only bodies of functions return
        return index < results.Count && _function.Ret.TryGetValue(results[index].Name, out var result) ? Resolve(result) : throw Dangling(reference);
    }

    private Dictionary<string, GraphNode> Index(RepeatedField<NodeDef> nodes)
    {
        _graph.Count(nodes.Count + CallCost);
        var index = new Dictionary<string, GraphNode>(nodes.Count, StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            index[node.Name] = new GraphNode(node, this);
        }

        return index;
    }

    private LoadException Dangling(string reference) =>
        new(ErrorCode.InvalidArgument, $"The graph names {Prefix}{reference}, which does not exist in it");
}
