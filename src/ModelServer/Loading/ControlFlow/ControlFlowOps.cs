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
    public static bool HoldsGraphs(GraphNode node) => node.Op is "If" or "StatelessIf" or "Case" or "StatelessCase" or "While" or "StatelessWhile";

    private static string[] If(OpContext op) =>
        Branches.If(op, Branches.Truth(op, "Tcond"), [.. new[] { "then_branch", "else_branch" }.Select(name => op.Node.Attribute(name)?.Func)]);

    private static string[] Case(OpContext op) => op.Node.Attribute("branches")?.List.Func is { Count: > 0 } branches
        ? Branches.Case(op, op.Input(0), [.. branches])
        : throw op.Refuse("it has no branches");

    private static string[] While(OpContext op)
    {
        var plan = FunctionLoop.Read(op.Node);
        string[] outputs = [.. op.Inputs];
        foreach (var (variable, last) in plan.Variables.Zip(LoopConverter.Convert(op, plan)))
        {
            outputs[variable.Output] = last;
        }

        return outputs;
    }
}
