using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Sums and products of what comes before along an axis.</summary>
internal static class CumulativeOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Cumsum", Sum),
        new("Cumprod", op => [Product(op).Name]),
    ];

    private static string[] Sum(OpContext op)
    {
        var exclusive = OnnxAttribute.Int("exclusive", op.Node.Bool("exclusive") ? 1 : 0);
        var reverse = OnnxAttribute.Int("reverse", op.Node.Bool("reverse") ? 1 : 0);
        return [op.EmitFirst("CumSum", op.Input(0), [op.Input(1)], exclusive, reverse)];
    }

    /// <summary>ONNX has no such product: a loop over the axis collects it, on the axes before and behind laid together.</summary>
    private static Term Product(OpContext op)
    {
        var axis = op.Longs(1)[0];
        var (given, type) = (op.Term(0, op.ElementType()), KernelTypes.For("Mul", op.ElementType()));
        var (shape, value) = (given.Shape, given.Cast(type));
        var rest = axis == -1 ? shape.Slice(long.MaxValue, long.MaxValue) : shape.Slice(axis + 1, long.MaxValue);
        var (outer, length, inner) = (shape.Slice(0, axis).Reduce("ReduceProd", true, 0), shape.At(axis).Reshape(1), rest.Reduce("ReduceProd", true, 0));
        var one = length.Scalar(1).Reshape(1);
        var flat = Turned(op, value.Reshape(outer.Join(length).Join(inner)));

        // One step more than needed, since a loop of none would not tell the shape of what it collects.
        var ones = value.Scalar(1).Expand(outer.Join(one).Join(inner));
        var products = Collect(op, flat.Join(ones, 1), ones.Squeeze(1), (length + 1).Squeeze());
        return Turned(op, products.Slice(length.Scalar(0).Reshape(1), length).Transpose(1, 0, 2)).Reshape(shape).Cast(given.Type);
    }

    private static Term Turned(OpContext op, Term value) => op.Node.Bool("reverse")
        ? value with { Name = op.Emit("Slice", [value.Name, op.Vector(-1), op.Vector(long.MinValue), op.Vector(1), op.Vector(-1)]) }
        : value;

    private static Term Collect(OpContext op, Term steps, Term start, Term count)
    {
        var body = op.Converter.Subgraph().Writer;
        var step = body.SubgraphScalar(DataType.Int64);
        var goesOn = body.SubgraphScalar(DataType.Bool);
        var product = body.SubgraphInput();
        var next = body.Node("Mul", [product, body.Node("Gather", [steps.Name, step], 1, [OnnxAttribute.Int("axis", 1)])[0]], 1, [])[0];
        foreach (var output in new[] { goesOn, next, op.Node.Bool("exclusive") ? product : next })
        {
            body.SubgraphOutput(output);
        }

        return steps with { Name = op.EmitMany("Loop", [count.Name, string.Empty, start.Name], 2, OnnxAttribute.Graph("body", body.Graph))[1] };
    }
}
