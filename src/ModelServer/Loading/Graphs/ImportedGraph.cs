using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>A graph whose function calls are looked through, so that it reads as if it had none.</summary>
internal sealed class ImportedGraph
{
    private readonly Dictionary<string, FunctionDef> _functions = new(StringComparer.Ordinal);

    public ImportedGraph(GraphDef graph)
    {
        foreach (var function in graph.Library?.Function ?? [])
        {
            _functions[function.Signature.Name] = function;
        }

        Main = new GraphScope(this, graph.Node);
    }

    public GraphScope Main { get; }

    /// <summary>Gets the function that a node calls: by attribute, or as TensorFlow 1 did by using its name as the operation.</summary>
    public FunctionDef? FunctionOf(GraphNode node) => node.Op is "PartitionedCall" or "StatefulPartitionedCall"
        ? _functions.GetValueOrDefault(node.Attribute("f")?.Func?.Name ?? string.Empty)
        : _functions.GetValueOrDefault(node.Op);
}
