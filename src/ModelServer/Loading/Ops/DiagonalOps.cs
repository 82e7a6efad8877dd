using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Bands and diagonals of matrices. Only one diagonal at a time: V2 and V3 could name several.</summary>
internal static class DiagonalOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("MatrixBandPart", BandPart),
        new("MatrixDiag", op => [Diagonal(op, 0, Value(op).Scalar(0)).Name]),
        new("Diag", op => [Diagonal(op, 0, Value(op).Scalar(0)).Name]),
        new("MatrixDiagV2", DiagonalWithin),
        new("MatrixDiagV3", DiagonalWithin),
        new("MatrixDiagPart", op => [Part(op, 0)]),
        new("MatrixDiagPartV2", op => [Part(op, Offset(op, 1))]),
        new("MatrixDiagPartV3", op => [Part(op, Offset(op, 1))]),
        new("MatrixSetDiag", op => [Set(op, 0)]),
        new("MatrixSetDiagV2", op => [Set(op, Offset(op, 2))]),
        new("MatrixSetDiagV3", op => [Set(op, Offset(op, 2))]),
    ];

    private static Term Value(OpContext op) => op.Term(0, op.ElementType());

    private static long Offset(OpContext op, int input)
    {
        var offsets = op.Longs(input);
        return offsets.Distinct().Count() == 1 ? offsets[0] : throw op.Refuse("more than one diagonal");
    }

    /// <summary>Column less row, for each place of a matrix with these numbers of rows and columns.</summary>
    private static Term Distances(Term rows, Term columns) => columns.Range() - rows.Range().Unsqueeze(1);

    private static string[] BandPart(OpContext op)
    {
        var value = Value(op);
        var type = op.Node.Type("Tindex", DataType.Int64);
        var (lower, upper) = (op.Term(1, type).Cast(DataType.Int64), op.Term(2, type).Cast(DataType.Int64));
        var distance = Distances(value.Shape.At(-2), value.Shape.At(-1));
        var belowOk = lower.Is("Less", 0).Or((distance.Scalar(0) - distance).Is("LessOrEqual", lower));
        var aboveOk = upper.Is("Less", 0).Or(distance.Is("LessOrEqual", upper));
        return [belowOk.And(aboveOk).Choose(value, value.Scalar(0)).Name];
    }

    private static string[] DiagonalWithin(OpContext op)
    {
        if (op.TryConstant(2, out var rows) && op.TryConstant(3, out var columns)
            && Graphs.ConstantFolder.ToLongs(rows).Concat(Graphs.ConstantFolder.ToLongs(columns)).All(size => size == -1))
        {
            return [Diagonal(op, Offset(op, 1), op.Term(4, op.ElementType())).Name];
        }

        throw op.Refuse("num_rows and num_cols other than -1");
    }

    /// <summary>Above the main diagonal elements count by rows, below it by columns; the last ones that this leaves out are padding.</summary>
    private static Term Diagonal(OpContext op, long offset, Term padding)
    {
        var value = Value(op);
        var length = value.Shape.At(-1);
        var size = length + Math.Abs(offset);
        var element = (size.Range().Min(length - 1)).Max(0);
        var spread = value.Gather(element, -1).Unsqueeze(offset >= 0 ? -1 : -2);
        return Distances(size, size).Is("Equal", offset).Choose(spread, padding);
    }

    private static string Part(OpContext op, long offset)
    {
        var value = Value(op);
        var (rows, columns) = (value.Shape.At(-2), value.Shape.At(-1));
        var length = offset >= 0 ? rows.Min(columns - offset) : columns.Min(rows + offset);
        var alone = Distances(rows, columns).Is("Equal", offset).Choose(value, value.Scalar(0));
        var sum = value.Type == DataType.Bool ? alone.Cast(DataType.Int32) : alone;
        sum = sum.Reduce("ReduceSum", false, offset >= 0 ? -1 : -2).Cast(value.Type);
        return sum.Slice(length.Scalar(0).Reshape(1), length.Reshape(1), -1).Name;
    }

    private static string Set(OpContext op, long offset)
    {
        var value = Value(op);
        var diagonal = op.Term(1, op.ElementType());
        var (rows, columns) = (value.Shape.At(-2), value.Shape.At(-1));
        var element = (offset >= 0 ? rows : columns).Range().Min(diagonal.Shape.At(-1) - 1).Max(0);
        var spread = diagonal.Gather(element, -1).Unsqueeze(offset >= 0 ? -1 : -2);
        return Distances(rows, columns).Is("Equal", offset).Choose(spread, value).Name;
    }
}
