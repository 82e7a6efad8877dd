using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Writing at computed positions.</summary>
internal static class ScatterOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("ScatterNd", ScatterNd),
        new("TensorScatterUpdate", op => [TensorScatter(op, "none")]),
        new("TensorScatterAdd", op => [TensorScatter(op, "add")]),
        new("TensorScatterSub", TensorScatterSub),
        new("TensorScatterMax", op => [TensorScatter(op, "max")]),
        new("TensorScatterMin", op => [TensorScatter(op, "min")]),
    ];

    private static string[] ScatterNd(OpContext op)
    {
        var updates = op.Term(1, op.ElementType());
        var zeros = updates.Scalar(0).Expand(new Term(op, DataType.Int64, op.LongVector(2)));
        return [Scatter(zeros, op.Term(0, op.Node.Type("Tindices", DataType.Int32)), updates, "add").Name];
    }

    private static string TensorScatter(OpContext op, string reduction) =>
        Scatter(op.Term(0, op.ElementType()), op.Term(1, op.Node.Type("Tindices", DataType.Int32)), op.Term(2, op.ElementType()), reduction).Name;

    private static string[] TensorScatterSub(OpContext op)
    {
        var updates = op.Term(2, op.ElementType());
        return [Scatter(op.Term(0, updates.Type), op.Term(1, op.Node.Type("Tindices", DataType.Int32)), updates.Scalar(0) - updates, "add").Name];
    }

    /// <summary>Numbers the slices that the indices name and writes to rows by these numbers.</summary>
    /// <remarks>The runtime's ScatterND writes from several threads and loses sums where an index repeats; ScatterElements does not.</remarks>
    private static Term Scatter(Term data, Term indices, Term updates, string reduction)
    {
        indices = indices.Cast(DataType.Int64);
        var depth = indices.Shape.Slice(-1, long.MaxValue);
        var start = depth.Scalar(0).Reshape(1);
        var lengths = data.Shape.Slice(start, depth);
        var rest = data.Shape.Slice(depth, start.Scalar(long.MaxValue).Reshape(1)).Reduce("ReduceProd", true, 0);
        var rows = lengths.Reduce("ReduceProd", true, 0);
        var isOutside = indices.Is("Less", 0).Or(indices.Is("Less", lengths).Not()).Cast(DataType.UInt8).Reduce("ReduceMax", false, -1).Cast(DataType.Bool);
        var row = isOutside.Choose(rows, (indices * Strides(lengths)).Reduce("ReduceSum", false, -1)).Reshape(-1, 1);
        var shape = row.Shape.Slice(0, 1).Join(rest);
        var result = Rows(data.Reshape(rows.Join(rest)), row.Expand(shape), updates.Reshape(shape), reduction);
        return result.Reshape(data.Shape);
    }

    /// <summary>Writes to whole rows of a matrix.</summary>
    public static Term Rows(Term matrix, Term rows, Term updates, string reduction) => matrix with
    {
        Name = matrix.Op.Emit("ScatterElements", [matrix.Name, rows.Name, updates.Name], OnnxAttribute.Int("axis", 0), OnnxAttribute.Text("reduction", reduction)),
    };

    /// <summary>The product of all lengths that follow an axis, for each axis.</summary>
    private static Term Strides(Term lengths)
    {
        var axis = lengths.Size.Range();
        var follows = axis.Unsqueeze(1).Is("Less", axis);
        return follows.Choose(lengths, lengths.Scalar(1)).Reduce("ReduceProd", false, 1);
    }
}
