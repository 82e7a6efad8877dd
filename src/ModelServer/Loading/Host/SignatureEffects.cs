using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>What the signatures of a model change.</summary>
internal sealed class SignatureEffects
{
    private readonly Dictionary<string, Effects> _effects = new(StringComparer.Ordinal);

    public SignatureEffects(MetaGraphDef metaGraph, ImportedGraph graph, StatefulGraphs stateful)
    {
        foreach (var (name, signature) in metaGraph.SignatureDef.Where(pair => !pair.Key.StartsWith("__saved_model", StringComparison.Ordinal)))
        {
            var fed = signature.Inputs.Values.SelectMany(info => ReferenceWalk.Named(graph.Main, info.Name)).ToHashSet();
            GraphNode[] outputs = [.. signature.Outputs.Values.SelectMany(info => ReferenceWalk.Named(graph.Main, info.Name))];
            _effects[name] = new Effects(new GraphRegion(outputs, fed.Contains), stateful);
        }

        Changing = _effects.Values.SelectMany(effects => Targets(effects, stateful)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Gets the keys of the variables that requests change.</summary>
    public IReadOnlySet<string> Changing { get; }

    public Effects Of(string signature) => _effects.GetValueOrDefault(signature) ?? Effects.None;

    private static IEnumerable<string> Targets(Effects effects, StatefulGraphs stateful) => effects.Changes.SelectMany(node => StateOps.Changes(node.Op)
        ? StateOps.Behind(node.Inputs[0]) is { } state ? [StateOps.Key(state)] : []
        : StatefulGraphs.Regions(node).SelectMany(region => Targets(new Effects(region, stateful), stateful)));
}
