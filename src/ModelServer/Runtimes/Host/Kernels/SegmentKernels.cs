using System.Numerics;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Rows that belong to one segment become one row.</summary>
internal static class SegmentKernels
{
    private static readonly string[] Sparse = ["SparseSegmentSum", "SparseSegmentMean", "SparseSegmentSqrtN"];
    private static readonly string[] Dense = ["SegmentSum", "SegmentMean", "SegmentMax", "SegmentMin", "SegmentProd"];

    public static IEnumerable<HostOp> All =>
    [
        .. Sparse.Select(name => Op(name, name[13..], isSparse: true, countInput: null)),
        .. Sparse.Select(name => Op(name + "WithNumSegments", name[13..], isSparse: true, countInput: 3)),
        .. Dense.Select(name => Op(name, name[7..], isSparse: false, countInput: null)),
        Op("UnsortedSegmentSum", "Sum", isSparse: false, countInput: 2),
        Op("UnsortedSegmentProd", "Prod", isSparse: false, countInput: 2),
    ];

    private static HostOp Op(string name, string combiner, bool isSparse, int? countInput) => HostOp.One(name, OutputTypes.T, arguments => arguments.Tensor(0).DataType switch
    {
        DataType.Float => Run<float>(arguments, combiner, isSparse, countInput),
        DataType.Double => Run<double>(arguments, combiner, isSparse, countInput),
        DataType.Int32 => Run<int>(arguments, combiner, isSparse, countInput),
        DataType.Int64 => Run<long>(arguments, combiner, isSparse, countInput),
        var other => throw NumberType.Unknown(other),
    }) with { Handles = NumberType.HasT };

    private static Tensor Run<T>(HostArguments arguments, string combiner, bool isSparse, int? countInput)
        where T : unmanaged, INumber<T>
    {
        var data = arguments.Tensor(0);
        var segments = arguments.Longs(isSparse ? 2 : 1);
        var rows = isSparse ? arguments.Longs(1) : null;
        if (rows is not null && rows.Length != segments.Length)
        {
            throw Shapes.Invalid("segment_ids and indices should have same size.");
        }

        var count = countInput is { } input ? arguments.Long(input) : segments.Length == 0 ? 0 : segments[^1] + 1;
        var width = Tensor.CountElements(data.Shape[1..]);
        var results = new T[count * width];
        var sizes = new long[count];
        var elements = data.AsSpan<T>();
        for (var i = 0; i < segments.Length; i++)
        {
            Check(segments, i, count, isSorted: countInput is null || isSparse);
            if (segments[i] < 0)
            {
                continue; // only where the order is free: such a row belongs nowhere
            }

            var row = rows is null ? i : rows[i];
            var source = row >= 0 && row < data.Shape[0] ? elements.Slice((int)(row * width), (int)width) : throw Shapes.Invalid($"Segment indices[{i}] = {row} out of range [0, {data.Shape[0]})");
            Add(results.AsSpan((int)(segments[i] * width), (int)width), source, combiner, isFirst: sizes[segments[i]]++ == 0);
        }

        Finish(results, sizes, width, combiner);
        return Tensor.Create<T>([count, .. data.Shape[1..]], results);
    }

    private static void Check(long[] segments, int i, long count, bool isSorted)
    {
        if (isSorted && i > 0 && segments[i] < segments[i - 1])
        {
            throw Shapes.Invalid("segment ids are not increasing");
        }

        if (segments[i] >= count || (isSorted && segments[i] < 0))
        {
            throw Shapes.Invalid($"Segment id {segments[i]} out of range [0, {count})");
        }
    }

    private static void Add<T>(Span<T> sum, ReadOnlySpan<T> row, string combiner, bool isFirst)
        where T : INumber<T>
    {
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = isFirst ? row[i] : combiner switch
            {
                "Max" => T.Max(sum[i], row[i]),
                "Min" => T.Min(sum[i], row[i]),
                "Prod" => sum[i] * row[i],
                _ => sum[i] + row[i],
            };
        }
    }

    /// <summary>Segments without rows stay 0; of a product, 1.</summary>
    private static void Finish<T>(T[] results, long[] sizes, long width, string combiner)
        where T : INumber<T>
    {
        for (var i = 0; i < results.Length; i++)
        {
            var size = sizes[i / width];
            results[i] = combiner switch
            {
                "Mean" when size > 1 => results[i] / T.CreateChecked(size),
                "SqrtN" when size > 1 => results[i] / T.CreateChecked(Math.Sqrt(size)),
                "Prod" when size == 0 => T.One,
                _ => results[i],
            };
        }
    }
}
