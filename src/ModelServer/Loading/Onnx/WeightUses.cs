using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Onnx;

/// <summary>Tells from the nodes that take a large constant what the runtime will do with it.</summary>
internal static class WeightUses
{
    public static IReadOnlyDictionary<string, WeightUse> Find(GraphProto graph, IReadOnlyDictionary<Tensor, string> weights)
    {
        var uses = weights.ToDictionary(pair => pair.Value, pair => new List<WeightUse>());
        Visit(graph, uses);
        return uses.ToDictionary(pair => pair.Key, pair => pair.Value.Distinct().ToArray() is [var only] ? only : WeightUse.Converted);
    }

    private static void Visit(GraphProto graph, Dictionary<string, List<WeightUse>> uses)
    {
        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                if (uses.TryGetValue(node.Input[i], out var found) && Use(node.OpType, i) is { } use)
                {
                    found.Add(use);
                }
            }

            foreach (var attribute in node.Attribute.Where(attribute => attribute.G is not null))
            {
                Visit(attribute.G, uses);
            }
        }
    }

    private static WeightUse? Use(string op, int input) => (op, input) switch
    {
        ("Shape" or "Size", _) => null,
        ("MatMul" or "Gemm", 1) => WeightUse.Packed,
        ("Gather" or "GatherND", 0) => WeightUse.Read,
        ("Add" or "Sub" or "Mul" or "Div", _) => WeightUse.Read,
        _ => WeightUse.Converted,
    };
}
