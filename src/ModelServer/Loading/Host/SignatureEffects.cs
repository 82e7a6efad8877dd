using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>What the signatures of a model change, and the order that control inputs ask for.</summary>
internal sealed class SignatureEffects
{
    private readonly Dictionary<string, HashSet<GraphNode>> _changes = new(StringComparer.Ordinal);
    private readonly HashSet<GraphNode> _ordered = [];

    public SignatureEffects(MetaGraphDef metaGraph, ImportedGraph graph)
    {
        foreach (var (name, signature) in metaGraph.SignatureDef.Where(pair => !pair.Key.StartsWith("__saved_model", StringComparison.Ordinal)))
        {
            var fed = signature.Inputs.Values.SelectMany(info => ReferenceWalk.Named(graph.Main, info.Name)).ToHashSet();
            var roots = signature.Outputs.Values.SelectMany(info => ReferenceWalk.Named(graph.Main, info.Name));
            var reached = ReferenceWalk.Behind(roots, fed.Contains);
            _changes[name] = [.. reached.Where(StateOps.Change)];
            _ordered.UnionWith(_changes[name]);
            _ordered.UnionWith(_changes[name].Count > 0 ? reached.Where(node => node.Op is "ReadVariableOp" or "LookupTableFindV2") : []);
        }

        Changing = _ordered.Where(StateOps.Change).Select(node => StateOps.Key(RestoreTrace.Origin(node.Inputs[0]).Node)).ToHashSet();
    }

    /// <summary>Gets the keys of the variables that requests change.</summary>
    public IReadOnlySet<string> Changing { get; }

    public IReadOnlyCollection<GraphNode> ChangesOf(string signature) => _changes.GetValueOrDefault(signature) ?? [];

    /// <summary>Finds the changes, and the reads among them, that must come before a node.</summary>
    public IReadOnlyCollection<GraphNode> Before(GraphNode node) => _ordered.Count == 0 ? [] : ReferenceWalk.Before(node, _ordered);
}
