using System.Text;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Checkpoints;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Examples;

/// <summary>Reads which features a ParseExample node wants.</summary>
/// <remarks>
/// ParseExample: serialized, names, one key per sparse and per dense feature, one default per dense feature.
/// ParseExampleV2: serialized, names, vectors of sparse, dense and ragged keys, one default per dense feature.
/// Outputs: three per sparse feature, then the dense ones.
/// </remarks>
internal static class ExampleStepReader
{
    public static bool IsExample(GraphNode node) => node.Op is "ParseExample" or "ParseExampleV2";

    /// <summary>Tells whether an output is a dense feature of fixed shape, of examples that callers feed.</summary>
    public static bool IsFixed(Edge output, IReadOnlySet<Edge> fed)
    {
        var shapes = output.Node.Attribute("dense_shapes")?.List?.Shape ?? [];
        var index = output.Index - (3 * (int)output.Node.Int(output.Node.Op == "ParseExampleV2" ? "num_sparse" : "Nsparse", 0));
        return index >= 0 && index < shapes.Count && shapes[index].Dim.All(dimension => dimension.Size >= 0) && fed.Contains(RestoreTrace.Origin(output.Node.Inputs[0]));
    }

    /// <summary>Describes one dense output.</summary>
    public static DenseFeature Feature(Edge output, string target, ConstantFolder constants)
    {
        var node = output.Node;
        var isSecond = node.Op == "ParseExampleV2";
        var sparse = (int)node.Int(isSecond ? "num_sparse" : "Nsparse", 0);
        var types = node.Attribute("Tdense")?.List?.Type ?? [];
        var shapes = node.Attribute("dense_shapes")?.List?.Shape ?? [];
        var index = output.Index - (3 * sparse);
        if (index < 0 || index >= types.Count || index >= shapes.Count)
        {
            throw new LoadException(ErrorCode.Unimplemented, $"Op {node.Op} at node {node.Name} gives sparse or ragged features, which are not supported");
        }

        var key = isSecond ? Constant(node, 3, constants).Strings[index] : Constant(node, 2 + sparse + index, constants).Strings[0];
        var fallback = Constant(node, isSecond ? 5 + index : 2 + sparse + types.Count + index, constants);
        var shape = shapes[index].Dim.Select(dimension => dimension.Size).ToArray();
        return shape.Contains(-1)
            ? throw new LoadException(ErrorCode.Unimplemented, $"Op {node.Op} at node {node.Name} gives features of varying length, which are not supported")
            : new DenseFeature(Encoding.UTF8.GetString(key.Span), target, (DataType)types[index], shape, fallback);
    }

    private static Tensor Constant(GraphNode node, int input, ConstantFolder constants) =>
        input < node.Inputs.Count && constants.TryGet(node.Inputs[input], out var value)
            ? StoredBytes.Load(value)
            : throw new LoadException(ErrorCode.Unimplemented, $"Op {node.Op} at node {node.Name} has keys or defaults that are not constant");
}
