using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Ragged tensors: values, and for each ragged axis the splits where its rows begin and end.</summary>
internal static class RaggedKernels
{
    private static readonly OutputType Splits = OutputTypes.From("Tsplits", DataType.Int64);

    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("RaggedTensorToTensor", OutputTypes.T, RaggedToDense.Create),
        new("RaggedTensorToSparse", OutputTypes.Each(OutputTypes.Int64, OutputTypes.T, OutputTypes.Int64), _ => ToSparse),
        new("RaggedGather", (node, output) => output < node.Int("OUTPUT_RAGGED_RANK", 0) ? Splits(node, output) : node.Type("Tvalues"), _ => Gather),
        new("RaggedRange", OutputTypes.Each(Splits, OutputTypes.T), node => arguments => Range(node, arguments)),
    ];

    private static IReadOnlyList<object> ToSparse(HostArguments arguments)
    {
        var depth = arguments.Count - 1;
        var splits = Enumerable.Range(0, depth).Select(i => arguments.Longs(i)).ToArray();
        var values = arguments.Tensor(depth);
        var inner = values.Shape[1..].ToArray();
        var rank = depth + 1 + inner.Length;
        var perValue = Tensor.CountElements(inner);
        var strides = Shapes.Strides(inner);
        List<long> indices = [];
        for (var value = 0L; value < values.Shape[0]; value++)
        {
            var prefix = Path(splits, value);
            for (var e = 0L; e < perValue; e++)
            {
                indices.AddRange(prefix);
                indices.AddRange(strides.Select((stride, axis) => e / stride % inner[axis]));
            }
        }

        long[] shape = [splits[0].Length - 1, .. splits.Select(Longest), .. inner];
        return [Tensor.Create<long>([values.ElementCount, rank], [.. indices]), values.Reshape(values.ElementCount), Elements.Longs(shape)];
    }

    private static long Longest(long[] splits) => splits.Zip(splits.Skip(1), (start, end) => end - start).DefaultIfEmpty(0).Max();

    /// <summary>Finds which row of each axis holds a value, and where in it.</summary>
    private static long[] Path(long[][] splits, long value)
    {
        var path = new long[splits.Length + 1];
        for (var level = splits.Length - 1; level >= 0; level--)
        {
            var row = Row(splits[level], value);
            path[level + 1] = value - splits[level][row];
            value = row;
        }

        path[0] = value;
        return path;
    }

    /// <summary>The last row that begins at or before the value: empty rows share their beginning with the next.</summary>
    private static long Row(long[] splits, long value)
    {
        var row = Array.BinarySearch(splits, value);
        row = row < 0 ? ~row - 1 : row;
        while (row + 1 < splits.Length && splits[row + 1] <= value)
        {
            row++;
        }

        return row;
    }

    private static List<object> Gather(HostArguments arguments)
    {
        var depth = arguments.Count - 2;
        var (values, indices) = (arguments.Tensor(depth), arguments.Tensor(depth + 1));
        var ranges = Array.ConvertAll(Integers.Read(indices), index => (Start: index, End: index + 1));
        List<object> results = [];
        for (var level = 0; level < depth; level++)
        {
            var splits = arguments.Longs(level);
            List<long> next = [0];
            ranges = Array.ConvertAll(ranges, range => Rows(splits, range, next));
            results.Add(Integers.Write(arguments.Tensor(level).DataType, [next.Count], [.. next]));
        }

        var width = Tensor.CountElements(values.Shape[1..]);
        var buffer = new ElementBuffer(values.DataType);
        foreach (var (start, end) in ranges)
        {
            buffer.Add(values, start * width, (end - start) * width);
        }

        results.Add(buffer.ToTensor([ranges.Sum(range => range.End - range.Start), .. values.Shape[1..]]));
        return results;
    }

    private static (long Start, long End) Rows(long[] splits, (long Start, long End) range, List<long> next)
    {
        if (range.Start < 0 || range.End >= splits.Length)
        {
            throw Shapes.Invalid($"indices[{next.Count - 1}] = {range.Start} is not in [0, {splits.Length - 1})");
        }

        for (var row = range.Start; row < range.End; row++)
        {
            next.Add(next[^1] + splits[row + 1] - splits[row]);
        }

        return (splits[range.Start], splits[range.End]);
    }

    private static IReadOnlyList<object> Range(GraphNode node, HostArguments arguments)
    {
        var (starts, limits, deltas) = (arguments.Longs(0), arguments.Longs(1), arguments.Longs(2));
        var rows = Math.Max(starts.Length, Math.Max(limits.Length, deltas.Length));
        List<long> splits = [0];
        List<long> values = [];
        for (var row = 0; row < rows; row++)
        {
            var (start, limit, delta) = (starts[row % starts.Length], limits[row % limits.Length], deltas[row % deltas.Length]);
            if (delta == 0)
            {
                throw Shapes.Invalid("Requires delta != 0");
            }

            for (var value = start; delta > 0 ? value < limit : value > limit; value += delta)
            {
                values.Add(value);
            }

            splits.Add(values.Count);
        }

        return [Integers.Write(Splits(node, 0), [splits.Count], [.. splits]), Integers.Write(arguments.Tensor(0).DataType, [values.Count], [.. values])];
    }
}
