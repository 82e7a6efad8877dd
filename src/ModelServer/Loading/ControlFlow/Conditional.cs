using System.Runtime.CompilerServices;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>A conditional as TensorFlow 1 exports it: Switch nodes send values into one of two branches, and a Merge takes what arrives.</summary>
/// <param name="Outer">The predicate and the values that the Switch nodes of both branches send in.</param>
internal sealed record Conditional(Edge Predicate, Edge Then, Edge Otherwise, IReadOnlyList<Edge> Outer)
{
    /// <summary>Reads the conditional that a Merge ends, or nothing if none is recognised.</summary>
    public static Conditional? Read(GraphNode merge)
    {
        var known = merge.Scope.Conditionals;
        if (!known.TryGetValue(merge, out var conditional))
        {
            // Conditionals within this one are read on the way; one that leads back to itself is none.
            RuntimeHelpers.EnsureSufficientExecutionStack();
            known[merge] = null;
            known[merge] = conditional = Follow(merge);
        }

        return conditional;
    }

    private static Conditional? Follow(GraphNode merge)
    {
        if (merge.Inputs is not [var first, var second] || FrameLoop.IsHead(merge))
        {
            return null;
        }

        // What stands behind the second output of a Switch runs where the predicate holds.
        Edge[] gates = [.. Gates(first), .. Gates(second).Select(gate => gate with { Index = 1 - gate.Index })];
        if (gates is not [var gate, ..] || gates.Any(other => other.Index != gate.Index || PredicateOf(other) != PredicateOf(gate)))
        {
            return null;
        }

        var predicate = PredicateOf(gate);
        Edge[] outer = [predicate, .. gates.Select(other => other.Node.Inputs[0])];
        return gate.Index == 1 ? new Conditional(predicate, first, second, outer) : new Conditional(predicate, second, first, outer);
    }

    /// <summary>Gets where the values of the two branches are computed.</summary>
    public GraphRegion[] Regions => [Region(Then), Region(Otherwise)];

    private GraphRegion Region(Edge value) =>
        new([value.Node], node => (node is { Op: "Switch", Inputs: [_, _] } && PredicateOf(new Edge(node, 0)) == Predicate) || node == value.Node.Scope.Caller);

    private static Edge PredicateOf(Edge gate) => gate.Node.Inputs[1].PastIdentities();

    /// <summary>Finds the outputs of Switch nodes that a branch starts from. One that only makes constants waits for a Switch all the same.</summary>
    private static List<Edge> Gates(Edge branch)
    {
        List<Edge> gates = [];
        List<Edge> awaited = [];
        Stack<Edge> open = new([branch]);
        HashSet<Edge> seen = [];
        while (open.TryPop(out var edge))
        {
            if (!seen.Add(edge))
            {
                continue;
            }

            if (edge.Node.Op == "Switch")
            {
                gates.Add(edge);
                continue;
            }

            awaited.AddRange(Awaited(edge.Node));
            foreach (var input in ControlFlowOps.Dependencies(edge.Node))
            {
                open.Push(input);
            }
        }

        return gates.Count > 0 ? gates : awaited;
    }

    private static IEnumerable<Edge> Awaited(GraphNode node) => node.References
        .Where(reference => reference.StartsWith('^'))
        .Select(reference => node.Scope.Find(reference[1..]))
        .Where(pivot => pivot is { Op: "Identity", Inputs: [{ Node.Op: "Switch" }] })
        .Select(pivot => pivot!.Inputs[0]); // matched above
}
