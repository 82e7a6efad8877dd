using System.Runtime.CompilerServices;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Lists;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>Finds the lists that a loop only writes to. What is written can then be collected, where carrying the list would copy it every time.</summary>
internal sealed class LoopWrites(LoopPlan plan, GraphConverter outer)
{
    private static readonly string[] Steps = ["Add", "AddV2", "Sub"];

    /// <summary>Finds the writes of which it is certain that they meet no other, or always the same.</summary>
    public List<LoopWrite> Find()
    {
        List<LoopWrite> found = [];
        foreach (var variable in plan.Variables)
        {
            if (ListWrite.Of(variable.Next) is { } write && variable.Places.Contains(write.List) && !IsRead(variable, write))
            {
                var isRepeated = IsFixed(write.Index);
                if (isRepeated || IsDistinct(write.Index))
                {
                    found.Add(new LoopWrite(variable, write, isRepeated));
                }
            }
        }

        return found;
    }

    /// <summary>Looks whether anything but the write itself needs the list, before the write or after.</summary>
    private bool IsRead(LoopVariable list, ListWrite write)
    {
        var others = plan.Variables.Where(variable => variable != list).Select(variable => variable.Next);
        Stack<Edge> open = new([.. others, plan.Condition, write.Index, write.Item]);
        HashSet<Edge> seen = [.. plan.Variables.Where(variable => variable != list).SelectMany(variable => variable.Places)];
        while (open.TryPop(out var edge))
        {
            if (edge.Node == write.Node || list.Places.Contains(edge))
            {
                return true;
            }

            if (!seen.Add(edge) || outer.Values.ContainsKey(edge))
            {
                continue;
            }

            foreach (var input in edge.Node.Inputs)
            {
                open.Push(input);
            }
        }

        return false;
    }

    private bool IsFixed(Edge edge) => outer.Values.ContainsKey(edge.PastIdentities()) || outer.Constants.TryGet(edge, out _);

    /// <summary>An index never comes twice if it is a counter, or a counter shifted or subtracted from something fixed.</summary>
    private bool IsDistinct(Edge edge)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var source = edge.PastIdentities();
        return plan.Variables.FirstOrDefault(variable => variable.Places.Contains(source)) is { } variable
            ? IsCounter(variable)
            : Steps.Contains(source.Node.Op) && source.Node.Inputs is [var left, var right] && ((IsFixed(left) && IsDistinct(right)) || (IsFixed(right) && IsDistinct(left)));
    }

    private bool IsCounter(LoopVariable variable)
    {
        var next = variable.Next.PastIdentities().Node;
        return Steps.Contains(next.Op) && next.Inputs is [var left, var right] && ((IsPlace(left) && IsStep(right)) || (next.Op != "Sub" && IsPlace(right) && IsStep(left)));

        bool IsPlace(Edge edge) => variable.Places.Contains(edge.PastIdentities());
        bool IsStep(Edge edge) => outer.Constants.TryGet(edge, out var step) && step.ElementCount == 1 && step.Data.Span.ContainsAnyExcept((byte)0);
    }
}
