using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Ops;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>Conditionals and loops that TensorFlow 1 makes of single nodes: Switch and Merge, Enter, NextIteration and Exit.</summary>
internal static class FrameOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Switch", op => [op.Input(0), op.Input(0)]),
        new("Merge", Merge),
        new("Exit", Exit),
    ];

    /// <summary>Converts a loop from any of its exits, for all of them.</summary>
    private static string[] Exit(OpContext op)
    {
        LoopConverter.Convert(op, FrameLoop.Read(op.Node));
        return [op.Converter.Values[new Edge(op.Node, 0)]];
    }

    private static string[] Merge(OpContext op)
    {
        var conditional = Conditional.Read(op.Node) ?? throw op.Refuse("it is part of no conditional or loop that is recognised");
        return op.Converter.IsAlways(conditional.Predicate) is { } isAlways
            ? [op.Converter.Convert(isAlways ? conditional.Then : conditional.Otherwise)]
            : Branches.If(op, op.Converter.Values[conditional.Predicate], Branch(conditional.Then), Branch(conditional.Otherwise));
    }

    private static Func<OpContext, string[]> Branch(Edge value) => op => [op.Converter.Convert(value)];
}
