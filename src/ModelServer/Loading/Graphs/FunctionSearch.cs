using System.Runtime.CompilerServices;
using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>Tells which functions hold a node of some kind, in themselves or in what they call.</summary>
/// <remarks>Looks at the definitions alone, and at all of them: opening a body for every question would cost too much.</remarks>
internal sealed class FunctionSearch(ImportedGraph graph, Func<NodeDef, bool> isWanted)
{
    private readonly Dictionary<string, bool> _functions = new(StringComparer.Ordinal);

    /// <summary>Looks into the functions that a node holds as branches or body.</summary>
    public bool IsBelow(GraphNode node) => node.Functions.Any(Holds);

    private bool Holds(string name)
    {
        if (!_functions.TryGetValue(name, out var holds))
        {
            _functions[name] = false;
            RuntimeHelpers.EnsureSufficientExecutionStack();
            _functions[name] = holds = graph.Function(name) is { } function && function.NodeDef.Any(Holds);
        }

        return holds;
    }

    private bool Holds(NodeDef node) => isWanted(node) || Holds(node.Op) || GraphNode.FunctionsOf(node.Attr.Values).Any(Holds);
}
