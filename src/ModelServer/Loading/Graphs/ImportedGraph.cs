using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>A graph whose function calls are looked through, so that it reads as if it had none.</summary>
internal sealed class ImportedGraph
{
    /// <summary>Far more than any model has, though functions that call functions twice each could ask for any number.</summary>
    private const int MaxNodes = 1_000_000;

    private readonly Dictionary<string, FunctionDef> _functions = new(StringComparer.Ordinal);
    private int _nodes;

    public ImportedGraph(GraphDef graph)
    {
        foreach (var function in (graph.Library?.Function ?? []).Where(function => function.Signature is not null))
        {
            _functions[function.Signature.Name] = function;
        }

        Main = new GraphScope(this, graph.Node);
    }

    public GraphScope Main { get; }

    /// <summary>Counts nodes, those of every call included.</summary>
    public void Count(int nodes)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes)
        {
            throw new LoadException(ErrorCode.ResourceExhausted, $"The graph has more than {MaxNodes} nodes once its functions are looked through");
        }
    }

    /// <summary>Gets the function that a node calls: by attribute, or as TensorFlow 1 did by using its name as the operation.</summary>
    public FunctionDef? FunctionOf(GraphNode node) => node.Op is "PartitionedCall" or "StatefulPartitionedCall"
        ? Function(node.Attribute("f")?.Func?.Name ?? string.Empty)
        : Function(node.Op);

    public FunctionDef? Function(string name) => _functions.GetValueOrDefault(name);
}
