using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes.Host;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Makes steps of the loops and conditionals that run on the host. Their bodies become plans, which may use the runtime in turn.</summary>
/// <param name="scope">What the plans share.</param>
/// <param name="used">The outputs that somebody reads.</param>
/// <param name="slot">Finds or makes the slot of a value.</param>
/// <param name="type">Finds the element type of a value, if it has one.</param>
internal sealed class GraphSteps(HostScope scope, HashSet<Edge> used, Func<Edge, int> slot, Func<Edge, DataType> type)
{
    /// <summary>Makes the step of a loop, and says which of its outputs are values of which types.</summary>
    public HostStep Loop(GraphNode node, LoopPlan plan, Action<Edge, DataType> declare)
    {
        Edge[] captured = [.. Captured(node)];
        (Edge[] Places, DataType Type)[] inputs = [.. plan.Variables.Select(variable => (variable.Places, type(variable.Initial))), .. captured.Select(edge => (new[] { edge }, type(edge)))];
        var condition = Sub(node, inputs, [plan.Condition], plan.Test);
        var body = Sub(node, inputs, [.. plan.Variables.Select(variable => variable.Next)], plan.Body);
        List<(int, int)> outputs = [];
        foreach (var (index, variable) in plan.Variables.Index())
        {
            if (variable.Output is { } output && used.Contains(output))
            {
                declare(output, inputs[index].Type);
                outputs.Add((index, slot(output)));
            }
        }

        return new LoopStep(condition, body, [.. plan.Variables.Select(variable => slot(variable.Initial))], Array.ConvertAll(captured, edge => slot(edge)), [.. outputs]);
    }

    public HostStep Branch(GraphNode node, Action<Edge, DataType> declare)
    {
        var (condition, branches) = node.Op == "Merge" ? Merge(node) : Functions(node);
        Edge[] captured = [.. Captured(node)];
        (Edge[] Places, DataType Type)[] inputs = [.. captured.Select(edge => (new[] { edge }, type(edge)))];
        List<DataType> types = [];
        var plans = branches.ConvertAll(branch => Sub(node, inputs, branch.Results, branch.Region, types));
        List<(int, int)> outputs = [];
        for (var index = 0; index < branches[0].Results.Length; index++)
        {
            if (used.Contains(new Edge(node, index)))
            {
                declare(new Edge(node, index), types[index]);
                outputs.Add((index, slot(new Edge(node, index))));
            }
        }

        Func<object?, int> choose = node.Op is "Case" or "StatelessCase" ? value => Number(value, branches.Count) : value => BranchStep.IsTrue(value) ? 0 : 1;
        return new BranchStep(choose, [.. plans], slot(condition), Array.ConvertAll(captured, edge => slot(edge)), [.. outputs]);
    }

    private static (Edge Condition, List<(Edge[] Results, GraphRegion Region)> Branches) Merge(GraphNode node)
    {
        var conditional = Conditional.Read(node)!; // one that is not recognised holds no work for the host
        var regions = conditional.Regions;
        return (conditional.Predicate, [([conditional.Then], regions[0]), ([conditional.Otherwise], regions[1])]);
    }

    private static (Edge Condition, List<(Edge[] Results, GraphRegion Region)> Branches) Functions(GraphNode node)
    {
        List<(Edge[] Results, GraphRegion Region)> branches = [.. FunctionBranches.Open(node).Select(body => (body.Results(), GraphRegion.Of(body)))];
        return branches.Count > 0 && branches.TrueForAll(branch => branch.Results.Length == branches[0].Results.Length)
            ? (node.Inputs[0], branches)
            : throw new LoadException(ErrorCode.InvalidArgument, $"The branches of {node} return different numbers of values");
    }

    /// <summary>What is below zero or above the last takes the last branch.</summary>
    private static int Number(object? value, int count) => value is Tensor tensor && Integers.Read(tensor) is [>= 0 and var number] && number < count ? (int)number : count - 1;

    private IEnumerable<Edge> Captured(GraphNode node) =>
        scope.Dependencies(node).Distinct().Where(edge => !scope.Resources.Holds(edge) && (scope.IsFed(edge) || !scope.Constants.TryGet(edge, out _)));

    private SubPlan Sub(GraphNode node, IReadOnlyList<(Edge[] Places, DataType Type)> inputs, Edge[] results, GraphRegion region, List<DataType>? types = null)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        HashSet<Edge> given = [.. inputs.SelectMany(input => input.Places)];
        var effects = scope.Stateful.Changes(node) ? new Effects(region, scope.Stateful) : Effects.None;
        var order = HostCompiler.Order(results, effects, scope, given.Contains);
        HostCompiler.RefuseUnsupported(order, $"{node.Op} at node {node.Name}");
        var builder = new HostPlanBuilder(order, new StagePlan(order, scope, effects), scope);
        int[] slots = [.. inputs.Select(input => builder.Input(input.Places, input.Type))];
        var plan = builder.BuildSub(slots, results);
        types?.AddRange(types.Count == 0 ? results.Select(builder.KnownType) : []);
        return plan;
    }
}
