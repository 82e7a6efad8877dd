namespace ModelServing.ModelServer.Loading.Onnx;

/// <summary>Tells from the nodes that take a value what the runtime will do with it, if it is a large constant.</summary>
internal static class WeightUses
{
    /// <summary>Gets the use of every value that a node takes, in subgraphs too.</summary>
    public static IReadOnlyDictionary<string, WeightUse> Find(GraphProto graph)
    {
        Dictionary<string, WeightUse?> uses = new(StringComparer.Ordinal);
        Visit(graph, uses);
        return uses.ToDictionary(pair => pair.Key, pair => pair.Value ?? WeightUse.Converted);
    }

    private static void Visit(GraphProto graph, Dictionary<string, WeightUse?> uses)
    {
        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                var use = Use(node.OpType, i);
                var other = uses.GetValueOrDefault(node.Input[i]);
                uses[node.Input[i]] = use is null || other is null || use == other ? use ?? other : WeightUse.Converted;
            }

            foreach (var attribute in node.Attribute.Where(attribute => attribute.G is not null))
            {
                Visit(attribute.G, uses);
            }
        }
    }

    private static WeightUse? Use(string op, int input) => (op, input) switch
    {
        ("MatMul" or "Gemm", 1) => WeightUse.Packed,
        ("Conv", 1) => WeightUse.Filter,
        ("Gather" or "GatherND", 0) => WeightUse.Read,
        ("Add" or "Sub" or "Mul" or "Div", _) => WeightUse.Read,
        ("Shape" or "Size", _) => null, // these look at no element
        _ => WeightUse.Converted,
    };
}
