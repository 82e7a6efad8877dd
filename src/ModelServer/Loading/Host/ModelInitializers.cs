using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>The nodes that give tables and variables their first content: those the init op runs, and for tables those of the restore op.</summary>
internal sealed class ModelInitializers
{
    private readonly Dictionary<string, GraphNode> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphNode> _variables = new(StringComparer.Ordinal);

    public ModelInitializers(MetaGraphDef metaGraph, ImportedGraph graph)
    {
        var init = Reachable(graph.Main, InitOp(metaGraph));
        foreach (var node in init.Concat(Reachable(graph.Main, metaGraph.SaverDef?.RestoreOpName)).Where(StateOps.Fill))
        {
            _tables.TryAdd(StateOps.Key(RestoreTrace.Origin(node.Inputs[0]).Node), node);
        }

        foreach (var node in init.Where(node => node.Op is "AssignVariableOp" or "Assign"))
        {
            _variables.TryAdd(StateOps.Key(RestoreTrace.Origin(node.Inputs[0]).Node), node);
        }
    }

    /// <summary>Finds the node that fills a table.</summary>
    public GraphNode? OfTable(GraphNode table) => _tables.GetValueOrDefault(StateOps.Key(table));

    /// <summary>Finds the value that the init op gives to a variable.</summary>
    public Edge? OfVariable(GraphNode variable) => _variables.TryGetValue(StateOps.Key(variable), out var node) ? node.Inputs[1] : null;

    /// <summary>A signature of TensorFlow 2, or one of two collections of TensorFlow 1.</summary>
    private static string? InitOp(MetaGraphDef metaGraph)
    {
        var signature = metaGraph.SignatureDef.GetValueOrDefault("__saved_model_init_op")?.Outputs.Values.FirstOrDefault()?.Name;
        return signature ?? Collected(metaGraph, "saved_model_main_op") ?? Collected(metaGraph, "legacy_init_op");
    }

    private static string? Collected(MetaGraphDef metaGraph, string collection) =>
        metaGraph.CollectionDef.GetValueOrDefault(collection)?.NodeList?.Value.FirstOrDefault();

    /// <summary>Lists what an operation runs; all of a function, as what initializes returns nothing.</summary>
    private static List<GraphNode> Reachable(GraphScope scope, string? name)
    {
        HashSet<GraphNode> seen = [];
        Stack<GraphNode> open = new(name is null ? [] : ReferenceWalk.Named(scope, name));
        while (open.TryPop(out var node))
        {
            if (seen.Add(node))
            {
                foreach (var next in node.Scope.Call(node)?.Nodes.Concat(Behind(node)) ?? Behind(node))
                {
                    open.Push(next);
                }
            }
        }

        return [.. seen];
    }

    private static IEnumerable<GraphNode> Behind(GraphNode node) => node.References.SelectMany(reference => ReferenceWalk.Named(node.Scope, reference));
}
