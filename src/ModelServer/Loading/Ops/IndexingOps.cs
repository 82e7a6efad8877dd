using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Reading at computed positions.</summary>
internal static class IndexingOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("Gather", op => [Gather(op, 0)]),
        new("GatherV2", op => [Gather(op, op.Longs(2)[0])]),
        new("ResourceGather", op => [Gather(op, op.Node.Int("batch_dims", 0))]),
        new("GatherNd", op => [GatherNd(op)]),
        new("ResourceGatherNd", op => [GatherNd(op)]),
        new("Where", Where),
        new("OneHot", OneHot),
        new("InvertPermutation", InvertPermutation),
        new("UnravelIndex", UnravelIndex),
    ];

    private static Term Indices(OpContext op, int index) => new(op, DataType.Int64, op.Cast(op.Input(index), DataType.Int64));

    /// <summary>Negative indices count from the end in ONNX and are errors in TensorFlow: they are moved out of range.</summary>
    private static Term OnlyPositive(OpContext op, Term indices, Term lengths) =>
        op.TryConstant(1, out var known) && Graphs.ConstantFolder.ToLongs(known).All(index => index >= 0)
            ? indices
            : indices.Is("Less", 0).Choose(indices - lengths, indices);

    private static string Gather(OpContext op, long axis)
    {
        var batch = op.Node.Int("batch_dims", 0);
        var values = op.Term(0, op.ElementType());
        var indices = Indices(op, 1);
        indices = OnlyPositive(op, indices, values.Shape.At(axis));
        if (batch == 0)
        {
            return values.Gather(indices, axis).Name;
        }

        return batch == axis
            ? op.Emit("GatherND", [values.Name, indices.Unsqueeze(-1).Name], OnnxAttribute.Int("batch_dims", batch))
            : batch > 0 ? GatherBehindBatch(values, indices, (int)batch, axis).Name : throw op.Refuse($"batch_dims {batch}");
    }

    /// <summary>Lays the axes together, by which the order can change whatever the rank is: batch, what is passed, the axis, the rest.</summary>
    private static Term GatherBehindBatch(Term values, Term indices, int batch, long axis)
    {
        var (shape, rest) = (values.Shape, axis == -1 ? values.Shape.Slice(long.MaxValue, long.MaxValue) : values.Shape.Slice(axis + 1, long.MaxValue));
        var (outer, passed, length) = (Product(shape.Slice(0, batch)), Product(shape.Slice(batch, axis)), shape.At(axis).Reshape(1));
        var taken = indices.Shape.Slice(batch, long.MaxValue);
        var blocks = values.Reshape(outer.Join(passed).Join(length).Join(Product(rest))).Transpose(0, 2, 1, 3);
        var rows = indices.Reshape(outer.Join(Product(taken)).Join(length.Scalar(1).Reshape(1)));
        var found = blocks with { Name = values.Op.Emit("GatherND", [blocks.Name, rows.Name], OnnxAttribute.Int("batch_dims", 1)) };
        return found.Transpose(0, 2, 1, 3).Reshape(shape.Slice(0, axis).Join(taken).Join(rest));
    }

    private static Term Product(Term lengths) => lengths.Reduce("ReduceProd", true, 0);

    private static string GatherNd(OpContext op)
    {
        var values = op.Term(0, op.ElementType());
        var indices = Indices(op, 1);
        var depth = indices.Shape.Slice(-1, long.MaxValue);
        indices = OnlyPositive(op, indices, values.Shape.Slice(depth.Scalar(0).Reshape(1), depth));
        return op.Emit("GatherND", [values.Name, indices.Name], OnnxAttribute.Int("batch_dims", op.Node.Int("batch_dims", 0)));
    }

    private static string[] Where(OpContext op)
    {
        var found = op.Emit("NonZero", [op.Widen("NonZero", op.ElementType(), op.Input(0))]);
        return [Layout.Transpose(op, found, 1, 0)];
    }

    /// <summary>Compares with 0..depth-1 rather than using ONNX's OneHot, in which negative indices count from the end.</summary>
    private static string[] OneHot(OpContext op)
    {
        var axis = op.Node.Int("axis", -1);
        var indices = Indices(op, 0);
        var classes = new Term(op, DataType.Int64, op.Cast(op.Input(1), DataType.Int64)).Range();
        if (axis >= 0)
        {
            var ones = indices.Rank - axis;
            classes = classes.Reshape(classes.Size.Reshape(1).Join(ones.Scalar(1).Expand(ones)));
        }

        return [indices.Unsqueeze(axis).Is("Equal", classes).Choose(op.Term(2, op.ElementType()), op.Term(3, op.ElementType())).Name];
    }

    private static string[] InvertPermutation(OpContext op)
    {
        var permutation = op.Term(0, op.ElementType());
        var places = permutation.Size.Range().Cast(permutation.Type);
        return [op.Emit("ScatterND", [permutation.Name, Indices(op, 0).Unsqueeze(-1).Name, places.Name])];
    }

    private static string[] UnravelIndex(OpContext op)
    {
        var lengths = op.Longs(1);
        var type = op.Node.Type("Tidx", DataType.Int32);
        var index = op.Term(0, type).Cast(DataType.Int64);
        var strides = lengths.Select((_, axis) => lengths[(axis + 1)..].Aggregate(1L, (product, length) => product * length));
        var digits = strides.Zip(lengths).Select(axis => (index / axis.First).Binary("Mod", index.Scalar(axis.Second)).Unsqueeze(0));
        return [digits.Aggregate((left, right) => left.Join(right)).Cast(type).Name];
    }
}
