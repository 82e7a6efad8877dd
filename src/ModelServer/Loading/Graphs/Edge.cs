namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>One output of a node.</summary>
internal readonly record struct Edge(GraphNode Node, int Index)
{
    /// <summary>Gets the edge that this one repeats.</summary>
    public Edge PastIdentities()
    {
        var edge = this;
        while (edge.Node is { Op: "Identity", Inputs: [var input, ..] })
        {
            edge = input;
        }

        return edge;
    }

    public override string ToString() => $"{Node.Name}:{Index}";
}
