using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Sparse tensors: indices [n, rank], values [n], and the dense shape.</summary>
internal static class SparseKernels
{
    public static IEnumerable<HostOp> All =>
    [
        new("SparseFillEmptyRows", OutputTypes.Each(OutputTypes.Int64, OutputTypes.T, OutputTypes.Bool, OutputTypes.Int64), _ => FillEmptyRows),
        new("SparseReorder", OutputTypes.Each(OutputTypes.Int64, OutputTypes.T), _ => Reorder),
        new("SparseReshape", OutputTypes.Int64, _ => Reshape),
        HostOp.One("SparseToDense", OutputTypes.From("T"), ToDense),
    ];

    /// <summary>Gives each row without a value the default, at column 0.</summary>
    private static IReadOnlyList<object> FillEmptyRows(HostArguments arguments)
    {
        var (indices, values, shape, otherwise) = (arguments.Longs(0), arguments.Tensor(1), arguments.Longs(2), arguments.Tensor(3));
        var rows = new List<int>[shape[0]];
        for (var i = 0; i < values.ElementCount; i++)
        {
            var row = indices[i * shape.Length];
            if (row < 0 || row >= rows.Length)
            {
                throw Shapes.Invalid($"indices({i}, 0) is invalid: {row} >= {rows.Length}");
            }

            (rows[row] ??= []).Add(i);
        }

        List<long> filled = [];
        var results = new ElementBuffer(values.DataType);
        var places = new long[values.ElementCount];
        for (var row = 0; row < rows.Length; row++)
        {
            foreach (var i in rows[row] ?? [])
            {
                places[i] = results.Count;
                filled.AddRange(indices.AsSpan(i * shape.Length, shape.Length));
                results.Add(values, i, 1);
            }

            if (rows[row] is null)
            {
                filled.AddRange([row, .. Enumerable.Repeat(0L, shape.Length - 1)]);
                results.Add(otherwise, 0, 1);
            }
        }

        return
        [
            Tensor.Create<long>([results.Count, shape.Length], [.. filled]),
            results.ToTensor(results.Count),
            Tensor.Create<bool>([rows.Length], Array.ConvertAll(rows, row => row is null)),
            Elements.Longs(places),
        ];
    }

    /// <summary>Puts the values in the order of their indices, as a merge of ids and weights needs.</summary>
    private static IReadOnlyList<object> Reorder(HostArguments arguments)
    {
        var (indices, values, rank) = (arguments.Longs(0), arguments.Tensor(1), arguments.Longs(2).Length);
        int[] order = [.. Enumerable.Range(0, (int)values.ElementCount).Order(Comparer<int>.Create((left, right) => indices.AsSpan(left * rank, rank).SequenceCompareTo(indices.AsSpan(right * rank, rank))))];
        long[] sorted = [.. order.SelectMany(i => indices[(i * rank)..((i + 1) * rank)])];
        return [Tensor.Create<long>([order.Length, rank], sorted), Moves.Take(values, order, [order.Length])];
    }

    private static IReadOnlyList<object> Reshape(HostArguments arguments)
    {
        var (indices, from) = (arguments.Longs(0), arguments.Longs(1));
        var to = Shapes.Complete(arguments.Longs(2), Tensor.CountElements(from));
        var (oldStrides, newStrides) = (Shapes.Strides(from), Shapes.Strides(to));
        var count = from.Length == 0 ? 0 : indices.Length / from.Length;
        var moved = new long[count * to.Length];
        for (var i = 0; i < count; i++)
        {
            var place = 0L;
            for (var axis = 0; axis < from.Length; axis++)
            {
                place += indices[(i * from.Length) + axis] * oldStrides[axis];
            }

            for (var axis = 0; axis < to.Length; axis++)
            {
                moved[(i * to.Length) + axis] = place / newStrides[axis] % to[axis];
            }
        }

        return [Tensor.Create<long>([count, to.Length], moved), Elements.Longs(to)];
    }

    /// <summary>Indices may be a scalar, a vector of places in a vector, or a matrix.</summary>
    private static Tensor ToDense(HostArguments arguments)
    {
        var (indices, shape, values, otherwise) = (arguments.Longs(0), arguments.Longs(1), arguments.Tensor(2), arguments.Tensor(3));
        var strides = Shapes.Strides(shape);
        var sources = new int[Tensor.CountElements(shape)];
        Array.Fill(sources, -1);
        var count = arguments.Tensor(0).Rank == 0 ? 1 : arguments.Tensor(0).Shape[0];
        for (var i = 0; i < count; i++)
        {
            var place = 0L;
            for (var axis = 0; axis < shape.Length; axis++)
            {
                var at = indices[(i * shape.Length) + axis];
                place += at >= 0 && at < shape[axis]
                    ? at * strides[axis]
                    : throw Shapes.Invalid($"indices[{i}] = {Shapes.Text(indices.AsSpan(i * shape.Length, shape.Length))} is out of bounds: need 0 <= index < {Shapes.Text(shape)}");
            }

            sources[place] = values.Rank == 0 ? 0 : i;
        }

        var buffer = new ElementBuffer(values.DataType);
        foreach (var source in sources)
        {
            buffer.Add(source < 0 ? otherwise : values, Math.Max(0, source), 1);
        }

        return buffer.ToTensor(shape);
    }
}
