using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Lists;

/// <summary>A node that writes one item to a list.</summary>
internal sealed record ListWrite(GraphNode Node, Edge List, Edge Index, Edge Item)
{
    /// <summary>Gets whether the list grows as it needs.</summary>
    public bool CanGrow => Node.Op == "TensorListSetItem" ? Node.Bool("resize_if_index_out_of_bounds") : TensorArrayOps.CanGrow(Node);

    /// <summary>Reads the node that a value comes from, or nothing if that does not write to a list.</summary>
    public static ListWrite? Of(Edge value)
    {
        var node = value.PastIdentities().Node;
        return node switch
        {
            { Op: "TensorListSetItem", Inputs: [var list, var index, var item, ..] } => new ListWrite(node, list.PastIdentities(), index, item),
            { Op: "TensorArrayWriteV3", Inputs: [_, var index, var item, var flow, ..] } => new ListWrite(node, flow.PastIdentities(), index, item),
            _ => null,
        };
    }
}
