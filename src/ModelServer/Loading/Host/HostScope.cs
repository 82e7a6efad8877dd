using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>What the plans of one signature share, those of its loops and branches included.</summary>
/// <param name="IsFed">Tells the edges that callers feed.</param>
internal sealed record HostScope(ConstantFolder Constants, HostResources Resources, HostGraphs Graphs, StatefulGraphs Stateful, SessionSet Sessions, Func<Edge, bool> IsFed)
{
    /// <summary>Gets what must be there before a node can run: of a conditional that always goes one way, only that.</summary>
    public IReadOnlyList<Edge> Dependencies(GraphNode node) => OnlyBranch(node) is { } only ? [only] : ControlFlowOps.Dependencies(node);

    /// <summary>Tells whether a loop or conditional must run on the host as a whole: for what it does there, or for the state that it reads.</summary>
    public bool IsHosted(GraphNode node) => OnlyBranch(node) is null
        && (Graphs.NeedHost(node) || (ControlFlowOps.HoldsGraphs(node) && Dependencies(node).Any(Resources.Holds)));

    /// <summary>Gets the branch that a conditional always takes, if that is known.</summary>
    public Edge? OnlyBranch(GraphNode node) => node.Op == "Merge" && Conditional.Read(node) is { } conditional && Constants.IsAlways(conditional.Predicate, IsFed) is { } isAlways
        ? isAlways ? conditional.Then : conditional.Otherwise
        : null;
}
