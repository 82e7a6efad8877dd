using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Products of matrices and biases.</summary>
internal static class MatrixCases
{
    public static IEnumerable<OpCase> All =>
    [
        .. from left in new[] { false, true } from right in new[] { false, true } select Product("MatMul", left, right, "transpose_a", "transpose_b"),
        Product("SparseMatMul", false, true, "transpose_a", "transpose_b"),
        OpCase.For("_FusedMatMul").With("fused_ops", Strings("BiasAdd", "Relu")).Feed(Nd.Random(1, 2, 3), Nd.Random(2, 3, 4), Nd.Random(3, 4)).Is(x => Multiply(x[0], x[1], false, false).Zip(x[2], (a, b) => Math.Max(0, a + b))),
        OpCase.For("MatMul", "nothing to sum").Feed(Nd.Of([2, 0]), Nd.Of([0, 3])).Feed(Nd.Of([0, 2]), Nd.Random(1, 2, 3)).Is(x => Nd.Make([x[0].Shape[0], 3], _ => 0)),
        .. new[] { "BatchMatMul", "BatchMatMulV2" }.SelectMany(op => from left in new[] { false, true } from right in new[] { false, true } select Product(op, left, right, "adj_x", "adj_y", 2)),
        OpCase.For("BatchMatMulV2", "nothing, turned").With("adj_x", true).With("adj_y", true).Feed(Nd.Of([2, 2, 0, 3]), Nd.Of([2, 2, 4, 0])).Feed(Nd.Of([2, 0, 3, 4]), Nd.Of([2, 0, 5, 3])).Feed(Nd.Of([0, 2, 3, 4]), Nd.Of([0, 2, 5, 3]))
            .Feed(Nd.Of([2, 2, 3, 0]), Nd.Random(1, 2, 2, 5, 3)).Feed(Nd.Random(1, 2, 2, 3, 4), Nd.Of([2, 2, 0, 3])).Is(x => Multiply(x[0], x[1], true, true)),
        OpCase.For("BatchMatMulV2", "broadcast").Feed(Nd.Random(1, 2, 1, 2, 3), Nd.Random(2, 4, 3, 5)).Feed(Nd.Random(1, 2, 3), Nd.Random(2, 4, 3, 1)).Is(x => Multiply(x[0], x[1], false, false)),
        OpCase.For("BatchMatMulV3").On(DataType.Float, DataType.Double).Typed("Tout").With("adj_y", true).Feed(Nd.Random(1, 2, 2, 3), Nd.Random(2, 1, 4, 3)).Is(x => Multiply(x[0], x[1], false, true)),
        OpCase.For("BatchMatMulV3", "bytes").On(DataType.Int32).Typed("Tout").With("Ta", DataType.Int8).With("Tb", DataType.Int8)
            .Feed(Arg.Of(DataType.Int8, Nd.Random(1, 2, 3)), Arg.Of(DataType.Int8, Nd.Random(2, 3, 4))).Is(x => Multiply(x[0], x[1], false, false)),
        OpCase.For("Einsum").On(Kinds.Numbers).With("equation", "abc,cd->abd").Feed(Nd.Random(1, 2, 3, 4), Nd.Random(2, 4, 5)).Feed(Nd.Of([0, 3, 4]), Nd.Random(2, 4, 5)).Is(x => Multiply(x[0], x[1], false, false)),
        OpCase.For("Einsum", "heads").With("equation", "aecd,abcd->acbe").Feed(Nd.Random(1, 2, 3, 4, 5), Nd.Random(2, 2, 6, 4, 5))
            .Is(x => Nd.Make([2, 4, 6, 3], i => Enumerable.Range(0, 5).Sum(d => x[0][i[0], i[3], i[1], d] * x[1][i[0], i[2], i[1], d]))),
        OpCase.For("Einsum", "nothing to sum").With("equation", "aecd,abcd->acbe").Feed(Nd.Of([0, 3, 4, 5]), Nd.Of([0, 6, 4, 5])).Feed(Nd.Of([2, 0, 4, 5]), Nd.Random(2, 2, 6, 4, 5)).Feed(Nd.Random(1, 2, 3, 4, 5), Nd.Of([2, 0, 4, 5]))
            .Feed(Nd.Of([2, 3, 4, 0]), Nd.Of([2, 6, 4, 0])).Feed(Nd.Of([2, 3, 0, 5]), Nd.Of([2, 6, 0, 5])).Is(x => Nd.Make([x[0].Shape[0], x[0].Shape[2], x[1].Shape[1], x[0].Shape[1]], _ => 0)),
        OpCase.For("Einsum", "ellipsis of nothing").With("equation", "...ij,j...k->k...i").Feed(Nd.Of([2, 1, 0, 3]), Nd.Random(2, 3, 1, 3, 2)).Feed(Nd.Of([2, 0]), Nd.Of([0, 4])).Feed(Nd.Of([0, 2, 3]), Nd.Random(2, 3, 1, 2))
            .Is(x => Nd.Make(x[0].Rank == 4 ? [2, 2, 3, 0] : x[0].Rank == 2 ? [4, 2] : [2, 0, 2], _ => 0)),
        OpCase.For("Einsum", "one of nothing").With("equation", "abc->cab").Feed(Nd.Of([2, 0, 3])).Feed(Nd.Of([0, 2, 3])).Is(x => Nd.Of([3, x[0].Shape[0], x[0].Shape[1]])),
        OpCase.For("Einsum", "ellipsis").With("equation", "...ij,...jk->...ik").Feed(Nd.Random(1, 2, 1, 2, 3), Nd.Random(2, 1, 3, 3, 2)).Feed(Nd.Random(1, 2, 3), Nd.Random(2, 3, 1)).Is(x => Multiply(x[0], x[1], false, false)),
        OpCase.For("Einsum", "sum of one").With("equation", "ij->j").Feed(Nd.Random(1, 3, 2)).Is(x => x[0].Reduce([0], false, Enumerable.Sum)),
        Bias("BiasAdd"), Bias("BiasAddV1"),
        OpCase.For("BiasAdd", "channels first").With("data_format", "NCHW").Feed(Nd.Random(1, 2, 3, 2, 2), Nd.Random(2, 3)).Feed(Nd.Random(1, 2, 3, 2), Nd.Random(2, 3)).Feed(Nd.Random(1, 2, 3), Nd.Random(2, 3))
            .Is(x => Nd.Make(x[0].Shape, i => x[0][i] + x[1][i[1]])),
    ];

    public static Inference.Protos.AttrValue Strings(params string[] values) => new() { List = new() { S = { values.Select(Google.Protobuf.ByteString.CopyFromUtf8) } } };

    private static OpCase Bias(string op) => OpCase.For(op).On([.. Kinds.Numbers, DataType.BFloat16]).Feed(Nd.Random(1, 2, 2, 3), Nd.Random(2, 3)).Feed(Nd.Random(1, 2, 3), Nd.Random(2, 3)).Feed(Nd.Of([0, 3]), Nd.Random(2, 3)).Is(x => x[0].Zip(x[1], (a, b) => a + b));

    private static OpCase Product(string op, bool left, bool right, string leftName, string rightName, long batch = 0)
    {
        Nd Matrix(ulong seed, long rows, long columns, bool swap, long count) => Nd.Random(seed, [.. batch == 0 ? Array.Empty<long>() : [count], swap ? columns : rows, swap ? rows : columns]);
        return OpCase.For(op, $"{left} {right}").On([.. Kinds.Numbers, DataType.Half, DataType.BFloat16]).With(leftName, left).With(rightName, right)
            .Feed(Matrix(1, 2, 3, left, batch), Matrix(2, 3, 4, right, batch)).Feed(Matrix(3, 3, 2, left, 0), Matrix(4, 2, 4, right, 0)).Feed(Matrix(3, 0, 2, left, 2), Matrix(4, 2, 4, right, 2)).Feed(Matrix(3, 5, 2, left, 1), Matrix(4, 2, 1, right, 1)).Feed(Matrix(3, 1, 2, left, 0), Matrix(4, 2, 1, right, 0))
            .Is(x => Multiply(x[0], x[1], left, right));
    }

    private static Nd Multiply(Nd left, Nd right, bool swapLeft, bool swapRight)
    {
        var (rows, sums) = swapLeft ? (left.Shape[^1], left.Shape[^2]) : (left.Shape[^2], left.Shape[^1]);
        var columns = swapRight ? right.Shape[^2] : right.Shape[^1];
        return Nd.Make([.. Nd.Broadcast(left.Shape[..^2], right.Shape[..^2]), rows, columns], i =>
        {
            var sum = 0.0;
            for (var k = 0L; k < sums; k++)
            {
                var (row, column, head) = (i[^2], i[^1], i[..^2]);
                sum += left[swapLeft ? [.. head, k, row] : [.. head, row, k]] * right[swapRight ? [.. head, column, k] : [.. head, k, column]];
            }

            return sum;
        });
    }
}
