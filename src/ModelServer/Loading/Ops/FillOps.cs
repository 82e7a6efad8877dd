using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>New values of a given shape, and sequences.</summary>
internal static class FillOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Fill", op => [op.Term(1, op.ElementType()).Expand(new Term(op, DataType.Int64, op.LongVector(0))).Name]),
        new("ZerosLike", op => [Like(op, 0)]),
        new("OnesLike", op => [Like(op, 1)]),
        new("Range", op => [op.EmitIn(op.Node.Type("Tidx", DataType.Int32), "Range", op.Inputs)]),
        new("LinSpace", LinSpace),
    ];

    private static string Like(OpContext op, double value)
    {
        var like = op.Term(0, op.Node.Type("T", DataType.Float));
        return like.Scalar(value).Expand(like.Shape).Name;
    }

    /// <summary>The last number is the stop itself, whatever rounding the steps have gathered.</summary>
    private static string[] LinSpace(OpContext op)
    {
        var (start, stop) = (op.Term(0, op.ElementType()), op.Term(1, op.ElementType()));
        var count = op.Term(2, op.Node.Type("Tidx", DataType.Int32)).Cast(DataType.Int64);
        var index = count.Range();
        var last = (count - 1).Max(1);
        var step = (stop - start) / last.Cast(start.Type);
        return [index.Is("Equal", last).Choose(stop, start + (step * index.Cast(start.Type))).Name];
    }
}
