using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Random numbers, as dropout that stays on asks for them. A seed does not give TensorFlow's numbers.</summary>
internal static class RandomOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("RandomUniform", op => [Draw(op, "RandomUniformLike")]),
        new("RandomStandardNormal", op => [Draw(op, "RandomNormalLike")]),
    ];

    private static string Draw(OpContext op, string kernel)
    {
        var type = op.Node.Type("dtype");
        var drawn = type == DataType.Double ? type : DataType.Float;
        var like = new Term(op, drawn, op.Scalar(drawn, 0)).Expand(new Term(op, DataType.Int64, op.LongVector(0)));
        return (like with { Name = op.Emit(kernel, [like.Name]) }).Cast(type).Name;
    }
}
