using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Products of matrices and what is added to them.</summary>
internal static class MatrixOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("MatMul", op => MatMul(op, "transpose_a", "transpose_b")),
        new("BatchMatMul", op => MatMul(op, "adj_x", "adj_y")),
        new("BatchMatMulV2", op => MatMul(op, "adj_x", "adj_y")),
        new("BatchMatMulV3", op => MatMul(op, "adj_x", "adj_y")),
        new("Einsum", op => [op.Emit("Einsum", op.Inputs, OnnxAttribute.Text("equation", op.Node.Text("equation", string.Empty)))]),
        new("BiasAdd", BiasAdd),
        new("BiasAddV1", BiasAdd),
    ];

    private static string[] MatMul(OpContext op, string transposeLeft, string transposeRight)
    {
        var left = op.Node.Bool(transposeLeft) ? Transposed(op, op.Input(0)) : op.Input(0);
        var right = op.Node.Bool(transposeRight) ? Transposed(op, op.Input(1)) : op.Input(1);
        return [op.Emit("MatMul", [left, right])];
    }

    /// <summary>Swaps the last two axes whatever the rank is: Transpose would need to know it.</summary>
    private static string Transposed(OpContext op, string value) =>
        op.Emit("Einsum", [value], OnnxAttribute.Text("equation", "...ij->...ji"));

    private static string[] BiasAdd(OpContext op)
    {
        if (op.Node.Text("data_format", "NHWC") == "NHWC")
        {
            return [op.Emit("Add", op.Inputs)];
        }

        return [op.Emit("Add", [op.Input(0), op.Emit("Unsqueeze", [op.Input(1), op.Vector(1, 2)])])];
    }
}
