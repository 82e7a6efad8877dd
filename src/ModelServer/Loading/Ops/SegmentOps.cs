using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Reductions over groups of rows, and taking rows apart and together by numbers.</summary>
internal static class SegmentOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("UnsortedSegmentSum", op => [Unsorted(op, "add", 0)]),
        new("UnsortedSegmentProd", op => [Unsorted(op, "mul", 1)]),
        new("UnsortedSegmentMax", op => [Unsorted(op, "max", Lowest(op))]),
        new("UnsortedSegmentMin", op => [Unsorted(op, "min", Highest(op))]),
        new("SegmentSum", op => [Sorted(op, "add", 0, Values(op)).Name]),
        new("SegmentProd", op => [Sorted(op, "mul", 1, Values(op)).Name]),
        new("SegmentMean", op => [SegmentMean(op)]),
        new("DynamicPartition", DynamicPartition),
        new("DynamicStitch", op => [DynamicStitch(op)]),
        new("ParallelDynamicStitch", op => [DynamicStitch(op)]),
    ];

    private static Term Values(OpContext op) => op.Term(0, op.ElementType());

    private static Term Ids(OpContext op) => op.Term(1, op.Node.Type("Tindices", DataType.Int32)).Cast(DataType.Int64);

    private static double Lowest(OpContext op) => op.ElementType() switch
    {
        DataType.Int32 => int.MinValue,
        DataType.Int64 => long.MinValue,
        DataType.Double => double.MinValue,
        _ => float.MinValue,
    };

    private static double Highest(OpContext op) => op.ElementType() switch
    {
        DataType.Int32 => int.MaxValue,
        DataType.Int64 => long.MaxValue,
        DataType.Double => double.MaxValue,
        _ => float.MaxValue,
    };

    /// <summary>Rows with negative numbers count nowhere: they go to one row too many, which is dropped.</summary>
    private static string Unsorted(OpContext op, string reduction, double start)
    {
        var count = new Term(op, DataType.Int64, op.LongVector(2));
        var ids = Ids(op);
        var kept = ids.Is("Less", 0).Choose(count, ids.Is("Less", count).Choose(ids, count + 1));
        return Reduce(Values(op), kept, count + 1, reduction, start).Slice(0, -1).Name;
    }

    private static Term Sorted(OpContext op, string reduction, double start, Term values)
    {
        var ids = Ids(op);
        var none = ids with { Name = op.Vector(-1) };
        var count = none.Join(ids).Slice(-1, long.MaxValue) + 1;
        return Reduce(values, ids, count, reduction, start);
    }

    private static string SegmentMean(OpContext op)
    {
        var values = Values(op);
        var counts = Sorted(op, "add", 0, values.Scalar(1).Expand(values.Shape));
        return (Sorted(op, "add", 0, values) / counts.Max(1)).Name;
    }

    private static Term Reduce(Term values, Term ids, Term count, string reduction, double start)
    {
        var rest = values.Shape.Slice(ids.Rank, count.Scalar(long.MaxValue).Reshape(1));
        var width = rest.Reduce("ReduceProd", true, 0);
        var shape = ids.Size.Reshape(1).Join(width);
        var matrix = values.Scalar(start).Expand(count.Join(width));
        return ScatterOps.Rows(matrix, ids.Reshape(-1, 1).Expand(shape), values.Reshape(shape), reduction).Reshape(count.Join(rest));
    }

    private static string[] DynamicPartition(OpContext op)
    {
        var partition = op.Term(1, DataType.Int32);
        return
        [
            .. Enumerable.Range(0, (int)op.Node.Int("num_partitions", 1)).Select(number =>
                op.EmitFirst("Compress", op.Input(0), [partition.Is("Equal", number).Name], Onnx.OnnxAttribute.Int("axis", 0))),
        ];
    }

    /// <summary>Later lists overwrite earlier ones, so each is written by a step of its own.</summary>
    private static string DynamicStitch(OpContext op)
    {
        var count = op.InputCount / 2;
        var lists = Enumerable.Range(0, count).Select(i => op.Term(i, DataType.Int32).Cast(DataType.Int64)).ToArray();
        var all = lists.Select(list => list.Reshape(-1)).Aggregate(lists[0] with { Name = op.Vector(-1) }, (left, right) => left.Join(right));
        var rows = all.Reduce("ReduceMax", true, 0) + 1;
        Term? result = null;
        for (var i = 0; i < count; i++)
        {
            var values = op.Term(count + i, op.ElementType());
            var rest = values.Shape.Slice(lists[i].Rank, rows.Scalar(long.MaxValue).Reshape(1));
            result ??= values.Scalar(0).Expand(rows.Join(rest));
            var updates = values.Reshape(lists[i].Size.Reshape(1).Join(rest));
            result = values with { Name = op.Emit("ScatterND", [result.Value.Name, lists[i].Reshape(-1, 1).Name, updates.Name]) };
        }

        return result?.Name ?? throw op.Refuse("nothing to stitch");
    }
}
