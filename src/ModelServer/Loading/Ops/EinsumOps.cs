using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>
/// Sums of products by their labels. The runtime's kernel divides by the lengths of what it transposes: where one is zero, the whole process ends. So values
/// without elements never reach it; the result is zeros then, if it has elements.
/// </summary>
internal static class EinsumOps
{
    private const string Arrow = "->";
    private const string Ellipsis = "...";

    public static IEnumerable<KeyValuePair<string, OpConverter>> All => [new("Einsum", op => [Sum(op, op.Node.Text("equation", string.Empty))])];

    private static string Sum(OpContext op, string equation)
    {
        if (equation.Replace(" ", string.Empty, StringComparison.Ordinal).Split(Arrow) is not [var given, var wanted])
        {
            throw op.Refuse($"the equation {equation} does not name the axes of the result");
        }

        var type = op.ElementType();
        var kernelType = KernelTypes.For("Einsum", type);
        string[] values = [.. op.Inputs.Select(operand => op.Widen("Einsum", type, operand))];
        var shapes = Array.ConvertAll(values, value => new Term(op, kernelType, value).Shape.Name);
        var least = shapes.Select(shape => new Term(op, DataType.Int64, shape)).Aggregate(new Term(op, DataType.Int64, op.Vector(1)), (all, shape) => all.Join(shape)).Reduce("ReduceMin", false, 0);
        var result = Branches.If(
            op,
            least.Is("Equal", 0).Name,
            empty => [Zeros(empty, kernelType, Shape(empty, given.Split(','), wanted, shapes))],
            full => [full.Emit("Einsum", values, OnnxAttribute.Text("equation", equation))])[0];
        return op.Narrow("Einsum", type, result);
    }

    private static string Zeros(OpContext op, DataType type, Term shape) => new Term(op, type, op.Scalar(type, 0)).Expand(shape).Name;

    private static Term Shape(OpContext op, string[] given, string wanted, string[] shapes)
    {
        var result = new Term(op, DataType.Int64, op.Constant(Tensor.Create<long>([0], [])));
        for (var i = 0; i < wanted.Length; i++)
        {
            var isEllipsis = wanted[i] == '.';
            result = result.Join(isEllipsis ? Broadcast(op, given, shapes) : Length(op, given, wanted[i], shapes));
            i += isEllipsis ? Ellipsis.Length - 1 : 0;
        }

        return result;
    }

    /// <summary>The length of a labelled axis, counted from the end where it stands behind an ellipsis.</summary>
    private static Term Length(OpContext op, string[] given, char label, string[] shapes)
    {
        var operand = Array.FindIndex(given, labels => labels.Contains(label));
        if (operand < 0 || operand >= shapes.Length)
        {
            throw op.Refuse($"the label {label} of its result is none of its operands'");
        }

        var (labels, place) = (given[operand], given[operand].IndexOf(label));
        var ellipsis = labels.IndexOf(Ellipsis, StringComparison.Ordinal);
        var axis = ellipsis >= 0 && ellipsis < place ? place - labels.Length : place;
        return new Term(op, DataType.Int64, shapes[operand]).Gather(new Term(op, DataType.Int64, op.Vector(axis)));
    }

    /// <summary>What the ellipses stand for: as many axes in each operand that has one.</summary>
    private static Term Broadcast(OpContext op, string[] given, string[] shapes)
    {
        var parts = given.Zip(shapes).Where(pair => pair.First.Contains(Ellipsis, StringComparison.Ordinal)).Select(pair =>
        {
            var before = pair.First.IndexOf(Ellipsis, StringComparison.Ordinal);
            var after = pair.First.Length - before - Ellipsis.Length;
            return new Term(op, DataType.Int64, pair.Second).Slice(before, after == 0 ? long.MaxValue : -after);
        });
        return parts.Aggregate((left, right) => left.Is("Equal", 1).Choose(right, left));
    }
}
