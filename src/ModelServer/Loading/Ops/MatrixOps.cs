using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Products of matrices and what is added to them.</summary>
internal static class MatrixOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("MatMul", op => [Product(op)]),
        new("SparseMatMul", op => [Product(op)]),
        new("BatchMatMul", BatchProduct),
        new("BatchMatMulV2", BatchProduct),
        new("BatchMatMulV3", MixedProduct),
        new("BiasAdd", op => [AddBias(op, op.Input(0), op.Input(1))]),
        new("BiasAddV1", op => [AddBias(op, op.Input(0), op.Input(1))]),
        new("_FusedMatMul", op => [FusedOps.Finish(op, Product(op))]),
    ];

    /// <summary>Adds one number for each channel, which is the last axis or the second.</summary>
    public static string AddBias(OpContext op, string value, string bias)
    {
        if (op.Node.Text("data_format", "NHWC").StartsWith("NC", StringComparison.Ordinal))
        {
            var rank = new Term(op, Inference.Tensors.DataType.Int64, value).Rank;
            var ones = rank.Scalar(1).Expand(rank - 2);
            bias = op.Emit("Reshape", [bias, (rank with { Name = op.Vector(-1) }).Join(ones).Name]);
        }

        return op.EmitTyped("Add", [value, bias]);
    }

    private static string Product(OpContext op)
    {
        var left = op.Node.Bool("transpose_a") ? Layout.Transpose(op, op.Input(0), 1, 0) : op.Input(0);
        var right = op.Node.Bool("transpose_b") ? Layout.Transpose(op, op.Input(1), 1, 0) : op.Input(1);
        return op.EmitTyped("MatMul", [left, right]);
    }

    private static string[] BatchProduct(OpContext op)
    {
        var left = op.Node.Bool("adj_x") ? Transposed(op, op.Input(0)) : op.Input(0);
        var right = op.Node.Bool("adj_y") ? Transposed(op, op.Input(1)) : op.Input(1);
        return [op.EmitTyped("MatMul", [left, right])];
    }

    /// <summary>The third version may multiply different types into yet another.</summary>
    private static string[] MixedProduct(OpContext op)
    {
        var type = op.Node.Type("Tout");
        var left = op.Term(0, op.Node.Type("Ta", type)).Cast(type).Name;
        var right = op.Term(1, op.Node.Type("Tb", type)).Cast(type).Name;
        left = op.Node.Bool("adj_x") ? Transposed(op, left) : left;
        right = op.Node.Bool("adj_y") ? Transposed(op, right) : right;
        return [op.EmitIn(type, "MatMul", [left, right])];
    }

    /// <summary>Swaps the last two axes whatever the rank is: Transpose would need to know it. This equation may have no elements, see <see cref="EinsumOps"/>.</summary>
    private static string Transposed(OpContext op, string value) =>
        op.EmitIn(op.Node.Type("Tout", op.ElementType()), "Einsum", [value], OnnxAttribute.Text("equation", "...ij->...ji"));
}
