using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Ops;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>Conditionals and loops whose branches and bodies are functions.</summary>
internal static class ControlFlowOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("If", If),
        new("StatelessIf", If),
        new("Case", Case),
        new("StatelessCase", Case),
        new("While", While),
        new("StatelessWhile", While),
    ];

    /// <summary>Says whether other nodes are converted with this one, of which some may not be supported.</summary>
    public static bool HoldsGraphs(GraphNode node) =>
        node.Op is "If" or "StatelessIf" or "Case" or "StatelessCase" or "While" or "StatelessWhile" or "Merge" or "Exit";

    /// <summary>Gets what must be converted before a node: its inputs or, for the end of a conditional or loop, what this reads from outside.</summary>
    public static IReadOnlyList<Edge> Dependencies(GraphNode node) => node.Op switch
    {
        "Exit" => FrameLoop.Outer(FrameLoop.Read(node)),
        "Merge" => Conditional.Read(node)?.Outer ?? [],
        _ => node.Inputs,
    };

    private static string[] If(OpContext op) =>
        Branches.If(op, Branches.Truth(op, "Tcond"), [.. new[] { "then_branch", "else_branch" }.Select(name => op.Node.Attribute(name)?.Func)]);

    private static string[] Case(OpContext op) => op.Node.Attribute("branches")?.List?.Func is { Count: > 0 } branches
        ? Branches.Case(op, op.Input(0), [.. branches])
        : throw op.Refuse("it has no branches");

    /// <summary>Arguments that the loop does not change are returned as they are.</summary>
    private static string[] While(OpContext op)
    {
        var plan = FunctionLoop.Read(op.Node);
        LoopConverter.Convert(op, plan);
        return [.. op.Node.Inputs.Select((input, index) => op.Converter.Values[plan.Variables.Any(variable => variable.Output?.Index == index) ? new Edge(op.Node, index) : input])];
    }
}
