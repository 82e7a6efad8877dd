using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Lists;

/// <summary>A node that writes one item to a list.</summary>
internal sealed record ListWrite(GraphNode Node, Edge List, Edge Index, Edge Item)
{
    /// <summary>Gets whether the list grows as it needs.</summary>
    public bool CanGrow => Node.Bool("resize_if_index_out_of_bounds");

    /// <summary>Reads the node that a value comes from, or nothing if that does not write to a list.</summary>
    public static ListWrite? Of(Edge value)
    {
        var source = Origin(value);
        return source.Node switch
        {
            { Op: "TensorListSetItem", Inputs: [var list, var index, var item, ..] } => new ListWrite(source.Node, Origin(list), index, item),
            _ => null,
        };
    }

    private static Edge Origin(Edge edge)
    {
        while (edge.Node.Op == "Identity" && edge.Node.Inputs.Count > 0)
        {
            edge = edge.Node.Inputs[0];
        }

        return edge;
    }
}
