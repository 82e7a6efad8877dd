using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>Opens the functions of If and Case nodes, of which one runs.</summary>
internal static class FunctionBranches
{
    public static GraphScope[] Open(GraphNode node)
    {
        Edge?[] passed = [.. node.Inputs.Skip(1)];
        var named = node.Op is "Case" or "StatelessCase" ? node.Attribute("branches")?.List.Func : [node.Attribute("then_branch")?.Func, node.Attribute("else_branch")?.Func];
        return [.. (named ?? []).Select(function => node.Scope.Open(node, function, passed))];
    }
}
