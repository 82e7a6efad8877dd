using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>Reads loops as TensorFlow 1 exports them: cycles in the graph, one for each variable, that share a condition.</summary>
/// <remarks>
/// <c>Enter → Merge → Switch → body → NextIteration → Merge</c>, where Switch asks <c>LoopCond</c> and its other output goes to <c>Exit</c>.
/// What the loop does not change comes in by an Enter that leads to no Merge.
/// </remarks>
internal static class FrameLoop
{
    public static LoopPlan Read(GraphNode exit)
    {
        var condition = exit.Inputs is [{ Node: { Op: "Switch", Inputs: [_, { Node: { Op: "LoopCond" } node }] } }] ? node : throw Refuse(exit);
        var switches = exit.Scope.Nodes.Where(node => node.Op == "Switch" && node.Inputs is [_, var predicate] && predicate.Node == condition);
        LoopVariable[] variables = [.. switches.Select(Variable)];
        var frame = Enter(exit.Inputs[0].Node).Text("frame_name", string.Empty);
        HashSet<GraphNode> edge = [condition, .. variables.SelectMany(variable => variable.Places).Select(place => place.Node)];
        var test = new GraphRegion([condition.Inputs[0].Node], IsOutside);
        return new LoopPlan(variables, condition.Inputs[0], test, new GraphRegion([.. variables.Select(variable => variable.Next.Node)], IsOutside), frame);

        bool IsOutside(GraphNode node) => edge.Contains(node) || IsEnter(node, frame) || node == exit.Scope.Caller;
    }

    /// <summary>Tells the merge at the head of a loop from one behind a conditional.</summary>
    public static bool IsHead(GraphNode merge) => merge.Inputs.Any(input => input.Node.Op == "NextIteration");

    /// <summary>Finds what a loop reads from outside: what its variables start with, and what comes in by an Enter.</summary>
    public static Edge[] Outer(LoopPlan plan)
    {
        List<Edge> outer = [.. plan.Variables.Select(variable => variable.Initial)];
        Stack<Edge> open = new([.. plan.Variables.Select(variable => variable.Next), plan.Condition]);
        HashSet<Edge> seen = [.. plan.Variables.SelectMany(variable => variable.Places)];
        while (open.TryPop(out var edge))
        {
            if (!seen.Add(edge))
            {
                continue;
            }

            // An Enter of a loop within this one starts from a value of this one's body, and is followed.
            if (IsEnter(edge.Node, plan.Frame))
            {
                outer.Add(edge.Node.Inputs[0]);
                continue;
            }

            foreach (var input in edge.Node.Inputs)
            {
                open.Push(input);
            }
        }

        return [.. outer];
    }

    private static bool IsEnter(GraphNode node, string frame) => node.Op == "Enter" && node.Text("frame_name", string.Empty) == frame;

    private static LoopVariable Variable(GraphNode node)
    {
        var merge = node.Inputs[0].Node;
        var exit = node.Scope.Nodes.FirstOrDefault(other => other.Op == "Exit" && other.Inputs[0] == new Edge(node, 0));
        return merge is { Op: "Merge", Inputs: [{ Node: { Op: "Enter", Inputs: [var initial] } }, { Node: { Op: "NextIteration", Inputs: [var next] } }] }
            ? new LoopVariable(exit is null ? null : new Edge(exit, 0), initial, [new Edge(merge, 0), new Edge(node, 1)], next)
            : throw Refuse(node);
    }

    private static GraphNode Enter(GraphNode node) => node.Inputs[0].Node.Inputs[0].Node; // the switch's merge, which was read as a variable

    private static LoadException Refuse(GraphNode node) => new(ErrorCode.Unimplemented, $"Op {node.Op} at node {node.Name} cannot be converted: it is part of no loop that is recognised");
}
