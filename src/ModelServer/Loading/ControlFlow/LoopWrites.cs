using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Lists;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>Finds the lists that a loop only writes to. What is written can then be collected, where carrying the list would copy it every time.</summary>
internal static class LoopWrites
{
    public static Dictionary<LoopVariable, ListWrite> Find(LoopPlan plan, ConvertedValues outer)
    {
        Dictionary<LoopVariable, ListWrite> found = [];
        foreach (var variable in plan.Variables)
        {
            if (ListWrite.Of(variable.Next) is { } write && variable.Places.Contains(write.List) && !IsRead(plan, variable, write, outer))
            {
                found[variable] = write;
            }
        }

        return found;
    }

    /// <summary>Looks whether anything but the write itself needs the list, before the write or after.</summary>
    private static bool IsRead(LoopPlan plan, LoopVariable list, ListWrite write, ConvertedValues outer)
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

            if (!seen.Add(edge) || outer.ContainsKey(edge))
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
}
