using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>Reads While nodes, whose condition and body are functions over the same arguments.</summary>
internal static class FunctionLoop
{
    /// <summary>Arguments that the body returns as they came, such as the handles of variables, mean the outer value and are not carried.</summary>
    public static LoopPlan Read(GraphNode node)
    {
        var opened = Open(node, "body", new Edge?[node.Inputs.Count]);
        var results = opened.Results();
        if (results.Length != node.Inputs.Count)
        {
            throw new LoadException(ErrorCode.InvalidArgument, $"The body of {node} returns {results.Length} values for {node.Inputs.Count} arguments");
        }

        Edge?[] passed = [.. node.Inputs.Select((input, index) => results[index].PastIdentities() == opened.Argument(index) ? input : (Edge?)null)];
        var (condition, body) = (Open(node, "cond", passed), Open(node, "body", passed));
        results = body.Results();
        var variables = Enumerable.Range(0, passed.Length).Where(index => passed[index] is null)
            .Select(index => new LoopVariable(new Edge(node, index), node.Inputs[index], [condition.Argument(index), body.Argument(index)], results[index]));
        return condition.Results() is [var goesOn, ..]
            ? new LoopPlan([.. variables], goesOn, GraphRegion.Of(condition), GraphRegion.Of(body))
            : throw new LoadException(ErrorCode.InvalidArgument, $"The condition of {node} returns nothing");
    }

    private static GraphScope Open(GraphNode node, string attribute, Edge?[] passed) => node.Scope.Open(node, node.Attribute(attribute)?.Func, passed);
}
