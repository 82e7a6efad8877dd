using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Bands and diagonals.</summary>
internal static class DiagonalCases
{
    private static readonly DataType[] Types = [.. Kinds.Numbers, DataType.Bool];

    public static IEnumerable<OpCase> All =>
    [
        OpCase.For("MatrixBandPart").On(Types).Feed(Nd.Random(1, 2, 3, 4), Long(1), Long(0)).Feed(Nd.Random(1, 4, 3), Long(-1), Long(1)).Feed(Nd.Random(1, 3, 3), Long(0), Long(-1)).Feed(Nd.Of([0, 3, 3]), Long(0), Long(0))
            .Is(x => Nd.Make(x[0].Shape, i => (x[1].Values[0] < 0 || i[^2] - i[^1] <= x[1].Values[0]) && (x[2].Values[0] < 0 || i[^1] - i[^2] <= x[2].Values[0]) ? x[0][i] : 0)),
        Spread("MatrixDiag", 0, 0).Feed(Nd.Random(1, 2, 3)).Feed(Nd.Random(1, 4)).Feed(Nd.Of([0, 3])), Spread("Diag", 0, 0).Feed(Nd.Random(1, 4)),
        .. from op in new[] { "MatrixDiagV2", "MatrixDiagV3" } from offset in new[] { 0, 2, -1 }
            select Spread(op, offset, 7).Feed(Nd.Random(1, 2, 3), Arg.Int(offset).Baked(), Arg.Int(-1).Baked(), Arg.Int(-1).Baked(), Nd.Scalar(7)).Feed(Nd.Random(1, 2), Arg.Int(offset).Baked(), Arg.Int(-1).Baked(), Arg.Int(-1).Baked(), Nd.Scalar(7)),
        Part("MatrixDiagPart", 0).Feed(Nd.Random(1, 2, 3, 4)).Feed(Nd.Random(1, 4, 3)).Feed(Nd.Of([0, 2, 2])),
        .. from op in new[] { "MatrixDiagPartV2", "MatrixDiagPartV3" } from offset in new[] { 0, 1, -2 }
            select Part(op, offset).Feed(Nd.Random(1, 2, 3, 4), Arg.Int(offset).Baked(), Nd.Scalar(0)).Feed(Nd.Random(1, 4, 3), Arg.Int(offset).Baked(), Nd.Scalar(0)),
        Set("MatrixSetDiag", 0).Feed(Nd.Random(1, 2, 3, 4), Nd.Random(2, 2, 3)).Feed(Nd.Random(1, 4, 3), Nd.Random(2, 3)),
        .. from op in new[] { "MatrixSetDiagV2", "MatrixSetDiagV3" } from offset in new[] { 0, 1, -1 } select Set(op, offset).Feed(Nd.Random(1, 2, 3, 3), Nd.Random(2, 2, 3 - Math.Abs(offset)), Arg.Int(offset).Baked()),
    ];

    private static Arg Long(double value) => Arg.Of(DataType.Int64, Nd.Scalar(value));

    private static OpCase Spread(string op, int offset, double padding) => OpCase.For(op, $"{offset}").On(Types).Is(x =>
    {
        var size = x[0].Shape[^1] + Math.Abs(offset);
        return Nd.Make([.. x[0].Shape[..^1], size, size], i => i[^1] - i[^2] == offset ? x[0][[.. i[..^2], Math.Min(i[^1], i[^2])]] : x.Length > 4 ? x[4].Values[0] : padding);
    });

    private static OpCase Part(string op, int offset) => OpCase.For(op, $"{offset}").On(Types).Is(x =>
    {
        var (rows, columns) = (x[0].Shape[^2], x[0].Shape[^1]);
        var length = Math.Min(rows + Math.Min(0, offset), columns - Math.Max(0, offset));
        return Nd.Make([.. x[0].Shape[..^2], length], i => x[0][[.. i[..^1], i[^1] - Math.Min(0, offset), i[^1] + Math.Max(0, offset)]]);
    });

    private static OpCase Set(string op, int offset) => OpCase.For(op, $"{offset}").On(Types)
        .Is(x => Nd.Make(x[0].Shape, i => i[^1] - i[^2] == offset ? x[1][[.. i[..^2], Math.Min(i[^1], i[^2])]] : x[0][i]));
}
