using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Shapes read and changed, axes exchanged, turned and rotated.</summary>
internal static class ShapeCases
{
    public static IEnumerable<OpCase> All =>
    [
        OpCase.For("Reshape").On(Kinds.All).Feed(Nd.Random(1, 2, 6), Arg.Ints(3, -1)).Feed(Nd.Random(1, 2, 3), Arg.Ints(1, 2, 3)).Feed(Nd.Of([0, 4]), Arg.Ints(-1, 2)).Feed(Nd.Of([0, 4]), Arg.Ints(0, 2, 2)).Is(x => Reshaped(x[0], x[1])),
        OpCase.For("Squeeze").On(Kinds.All).Feed(Nd.Random(1, 1, 3, 1)).Feed(Nd.Random(1, 1)).Feed(Nd.Of([0, 1])).Is(x => x[0] with { Shape = [.. x[0].Shape.Where(length => length != 1)] }),
        OpCase.For("Squeeze", "axes").With("squeeze_dims", -1, 0).Feed(Nd.Random(1, 1, 1, 3, 1)).Is(x => x[0] with { Shape = [1, 3] }),
        OpCase.For("ExpandDims").On(Kinds.All).Feed(Nd.Random(1, 2, 3), Arg.Int(-1)).Feed(Nd.Random(1, 2, 3), Arg.Int(-3)).Feed(Nd.Scalar(1), Arg.Int(0)).Feed(Nd.Of([0]), Arg.Int(1))
            .Is(x => x[0] with { Shape = [.. x[0].Shape[..Place(x)], 1, .. x[0].Shape[Place(x)..]] }),
        OpCase.For("Transpose").On(Kinds.All).Feed(Nd.Random(1, 2, 3, 4), Arg.Ints(2, 0, 1).Baked()).Feed(Nd.Of([2, 0, 4]), Arg.Ints(2, 0, 1).Baked()).Is(x => Nd.Make([x[0].Shape[2], x[0].Shape[0], x[0].Shape[1]], i => x[0][i[1], i[2], i[0]])),
        OpCase.For("Shape").On(Kinds.All).Gives(DataType.Int32).Feed(Nd.Random(1, 2, 3)).Feed(Nd.Scalar(1)).Feed(Nd.Of([0, 4])).Is(x => Lengths(x[0])),
        OpCase.For("Shape", "long").With("out_type", DataType.Int64).Gives(DataType.Int64).Feed(Nd.Random(1, 2, 3)).Is(x => Lengths(x[0])),
        OpCase.For("ShapeN").Gives(DataType.Int32, DataType.Int32).Feed(Nd.Random(1, 2, 3), Nd.Scalar(1)).Are(x => [Lengths(x[0]), Lengths(x[1])]),
        OpCase.For("Size").On(Kinds.All).Gives(DataType.Int32).Feed(Nd.Random(1, 2, 3)).Feed(Nd.Scalar(1)).Feed(Nd.Of([0, 4])).Is(x => Nd.Scalar(x[0].Count)),
        OpCase.For("Rank").On(Kinds.All).Gives(DataType.Int32).Feed(Nd.Random(1, 2, 3)).Feed(Nd.Scalar(1)).Feed(Nd.Of([0, 4])).Is(x => Nd.Scalar(x[0].Rank)),
        OpCase.For("BroadcastTo").On(Kinds.All).Feed(Nd.Random(1, 3, 1), Arg.Ints(2, 3, 4)).Feed(Nd.Scalar(3), Arg.Ints(0, 2)).Feed(Nd.Scalar(3), Arg.Ints()).Is(x => Nd.Make(Longs(x[1]), i => x[0][i])),
        OpCase.For("BroadcastArgs").On(DataType.Int32, DataType.Int64).Feed(Nd.Vector(3, 1), Nd.Vector(2, 1, 4)).Feed(Nd.Vector(5, 3, 4), Nd.Vector(3, 1)).Feed(Nd.Of([0]), Nd.Vector(2)).Feed(Nd.Of([0]), Nd.Of([0])).Feed(Nd.Vector(0, 1), Nd.Vector(1, 7)).Is(x => Stretched(x[0], x[1])),
        OpCase.For("Tile").On(Kinds.All).Feed(Nd.Random(1, 2, 3), Arg.Ints(2, 1)).Feed(Nd.Random(1, 2), Arg.Ints(0)).Feed(Nd.Of([0, 3]), Arg.Ints(3, 2))
            .Is(x => Nd.Make([.. x[0].Shape.Zip(Longs(x[1]), (a, b) => a * b)], i => x[0][[.. i.Zip(x[0].Shape, (at, length) => at % length)]])),
        OpCase.For("ReverseV2").On(Kinds.All).Feed(Nd.Random(1, 2, 3, 4), Arg.Ints(0, -1).Baked()).Feed(Nd.Of([2, 0, 1]), Arg.Ints(0, -1).Baked()).Is(x => Nd.Make(x[0].Shape, i => x[0][-1 - i[0], i[1], -1 - i[2]])),
        OpCase.For("ReverseV2", "no axis").Feed(Nd.Random(1, 2, 3), Arg.Ints().Baked()),
        OpCase.For("Reverse").Feed(Nd.Random(1, 2, 3), Arg.Of(DataType.Bool, Nd.Vector(0, 1)).Baked()).Is(x => Nd.Make(x[0].Shape, i => x[0][i[0], -1 - i[1]])),
        OpCase.For("ReverseSequence").On(Kinds.All).With("seq_dim", 1L).With("batch_dim", 0L).Feed(Nd.Random(1, 3, 4, 2), Arg.Ints(4, 2, 0)).Feed(Nd.Of([0, 4, 2]), Arg.Ints())
            .Is(x => Nd.Make(x[0].Shape, i => i[1] < x[1][i[0]] ? x[0][i[0], (long)x[1][i[0]] - 1 - i[1], i[2]] : x[0][i])),
        OpCase.For("ReverseSequence", "time first").With("seq_dim", 0L).With("batch_dim", 1L).Feed(Nd.Random(1, 4, 2), Arg.Ints(3, 1)).Is(x => Nd.Make(x[0].Shape, i => i[0] < x[1][i[1]] ? x[0][(long)x[1][i[1]] - 1 - i[0], i[1]] : x[0][i])),
        OpCase.For("Roll").On(Kinds.All).Feed(Nd.Random(1, 4, 5), Arg.Ints(1, -7), Arg.Ints(0, -1).Baked()).Feed(Nd.Of([0, 3]), Arg.Ints(2, 1), Arg.Ints(0, -1).Baked())
            .Is(x => Nd.Make(x[0].Shape, i => x[0][Modulo(i[0] - (long)x[1].Values[0], x[0].Shape[0]), Modulo(i[1] - (long)x[1].Values[1], x[0].Shape[1])])),
    ];

    private static Nd Stretched(Nd left, Nd right)
    {
        var length = Math.Max(left.Count, right.Count);
        double At(Nd shape, long i) => i < length - shape.Count ? 1 : shape[i - (length - shape.Count)];
        return Nd.Make([length], i => At(left, i[0]) is 1 ? At(right, i[0]) : At(left, i[0]));
    }

    private static int Place(Nd[] x) => (int)(x[1].Values[0] < 0 ? x[1].Values[0] + x[0].Rank + 1 : x[1].Values[0]);

    private static long Modulo(long value, long length) => ((value % length) + length) % length;

    private static Nd Lengths(Nd x) => Nd.Vector([.. x.Shape.Select(length => (double)length)]);

    private static long[] Longs(Nd x) => [.. x.Values.Select(value => (long)value)];

    private static Nd Reshaped(Nd value, Nd shape)
    {
        var others = shape.Values.Where(length => length >= 0).Aggregate(1.0, (a, b) => a * b);
        return value with { Shape = [.. shape.Values.Select(length => (long)(length < 0 ? value.Count / others : length))] };
    }
}
