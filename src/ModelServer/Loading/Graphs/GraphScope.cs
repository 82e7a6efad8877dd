using System.Runtime.CompilerServices;
using Google.Protobuf.Collections;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Recurrent;

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
    private readonly Func<int, Edge?>? _passed;
    private readonly Dictionary<int, GraphNode> _open = [];
    private readonly int _depth;

    public GraphScope(ImportedGraph graph, RepeatedField<NodeDef> nodes)
    {
        _graph = graph;
        Prefix = string.Empty;
        Bindings = new MapField<string, AttrValue>();
        _nodes = Index(nodes);
    }

    private GraphScope(string prefix, MapField<string, AttrValue> bindings)
    {
        _graph = new ImportedGraph(new GraphDef());
        Prefix = prefix;
        Bindings = bindings;
        _nodes = [];
    }

    private GraphScope(GraphScope outer, GraphNode caller, FunctionDef function, MapField<string, AttrValue> bindings, Func<int, Edge?> passed)
    {
        if (outer._depth == MaxCallDepth)
        {
            throw new LoadException(ErrorCode.InvalidArgument, $"Functions call each other more than {MaxCallDepth} deep at node {caller.Name}");
        }

        _graph = outer._graph;
        _function = function;
        _passed = passed;
        _depth = outer._depth + 1;
        Caller = caller;
        Prefix = caller.Name + "/";
        Bindings = bindings;
        _nodes = Index(function.NodeDef);
        foreach (var (index, argument) in function.Signature.InputArg.Index())
        {
            _arguments[argument.Name] = index;
        }
    }

    public string Prefix { get; }

    public MapField<string, AttrValue> Bindings { get; }

    public IReadOnlyCollection<GraphNode> Nodes => _nodes.Values;

    /// <summary>Gets the node that calls the function, or nothing in the main graph.</summary>
    public GraphNode? Caller { get; }

    /// <summary>Gets what the function returns or must have run, as its body writes it.</summary>
    public IEnumerable<string> ResultReferences => _function is null ? [] : _function.Ret.Values.Concat(_function.ControlRet.Values);

    /// <summary>Makes a scope of which only the values of attributes are left.</summary>
    public GraphScope Detach() => new(Prefix, Bindings);

    /// <summary>Gets what was read of the Merge nodes.</summary>
    public Dictionary<GraphNode, Conditional?> Conditionals { get; } = [];

    public GraphNode? Find(string name) => _nodes.GetValueOrDefault(name);

    /// <summary>Gets the layer that a node calls, if its function is marked as one.</summary>
    public RecurrentLayer? RecurrentLayer(GraphNode node) => _graph.FunctionOf(node) is { } function ? Recurrent.RecurrentLayer.Of(function) : null;

    /// <summary>Gets the body of the function that a node calls, or nothing if the node is no call or calls a layer that is known.</summary>
    public GraphScope? Call(GraphNode node)
    {
        if (!_calls.TryGetValue(node, out var body) && _graph.FunctionOf(node) is { } function && Recurrent.RecurrentLayer.Of(function) is null)
        {
            _calls[node] = body = new GraphScope(this, node, function, node.Attribute("f")?.Func?.Attr ?? [], Passed);
        }

        return body;

        Edge? Passed(int index) => index < node.Inputs.Count ? node.Inputs[index] : throw Dangling($"argument {index} of {node.Name}");
    }

    /// <summary>Opens the body of a function that a node names in an attribute. Arguments mean what is passed; where that is nothing they stay open.</summary>
    public GraphScope Open(GraphNode node, NameAttrList? called, IReadOnlyList<Edge?> passed)
    {
        var function = _graph.Function(called?.Name ?? string.Empty)
            ?? throw new LoadException(ErrorCode.InvalidArgument, $"Function {called?.Name} at node {node.Name} ({node.Op}) does not exist");
        return function.Signature.InputArg.Count == passed.Count
            ? new GraphScope(this, node, function, called!.Attr, index => passed[index]) // a function was found by its name
            : throw new LoadException(ErrorCode.InvalidArgument, $"Function {called!.Name} at node {node.Name} ({node.Op}) takes {function.Signature.InputArg.Count} arguments, not {passed.Count}");
    }

    /// <summary>Gets the value of an argument that nothing was passed for.</summary>
    public Edge Argument(int index)
    {
        if (!_open.TryGetValue(index, out var node))
        {
            _open[index] = node = new GraphNode(new NodeDef { Op = "_Arg", Name = _function!.Signature.InputArg[index].Name }, this); // arguments exist only in functions
        }

        return new Edge(node, 0);
    }

    /// <summary>Finds what the function returns.</summary>
    public Edge[] Results() => [.. _function!.Signature.OutputArg.Select((output, index) => Return(index, output.Name))]; // only functions return

    /// <summary>Finds what an input means: an output of a node, an argument of the function, or what a called function returns.</summary>
    /// <remarks>Main graph: <c>node [ ":" index ]</c>; function body: <c>argument / node ":" output ":" index</c>.</remarks>
    public Edge Resolve(string reference)
    {
        // Calls that feed calls are followed by recursion.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var parts = reference.Split(':');
        if (_arguments.TryGetValue(parts[0], out var argument))
        {
            return _passed!(argument) ?? Argument(argument); // arguments exist only in functions
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
