namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>One output of a node.</summary>
internal readonly record struct Edge(GraphNode Node, int Index)
{
    public override string ToString() => $"{Node.Name}:{Index}";
}
