using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>One output of a node.</summary>
internal readonly record struct Edge(GraphNode Node, int Index)
{
    private const int MaxIdentities = 10_000;

    /// <summary>Gets the edge that this one repeats.</summary>
    public Edge PastIdentities()
    {
        var edge = this;
        for (var passed = 0; edge.Node is { Op: "Identity", Inputs: [var input, ..] }; passed++)
        {
            edge = passed < MaxIdentities ? input : throw new LoadException(ErrorCode.InvalidArgument, $"Node {edge.Node.Name} copies a value that comes from nowhere");
        }

        return edge;
    }

    public override string ToString() => $"{Node.Name}:{Index}";
}
