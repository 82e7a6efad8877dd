using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Joining strings, side by side or along axes.</summary>
internal static class JoinKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("StringJoin", OutputTypes.String, node =>
        {
            var separator = Separator(node);
            return arguments => Join(arguments.Tensors(0, arguments.Count), separator);
        }),
        HostOp.One("ReduceJoin", OutputTypes.String, node =>
        {
            var separator = Separator(node);
            return arguments => Reduce(arguments.Tensor(0), arguments.Longs(1), separator, node.Bool("keep_dims"));
        }),
        HostOp.One("UnsortedSegmentJoin", OutputTypes.String, node =>
        {
            var separator = Separator(node);
            return arguments => Segments(arguments.Tensor(0), arguments.Tensor(1), arguments.Long(2), separator);
        }),
    ];

    private static byte[] Separator(GraphNode node) => Encoding.UTF8.GetBytes(node.Text("separator", string.Empty));

    private static Tensor Join(Tensor[] parts, byte[] separator)
    {
        var shape = Array.Find(parts, part => part.Rank > 0)?.Shape.ToArray() ?? [];
        if (Array.Find(parts, part => part.Rank > 0 && !part.Shape.SequenceEqual(shape)) is { } odd)
        {
            throw Shapes.Invalid($"Input shapes do not match: {Shapes.Text(shape)} vs. {Shapes.Text(odd.Shape)}");
        }

        var results = new ReadOnlyMemory<byte>[Tensor.CountElements(shape)];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Join(parts.Select(part => part.Strings[part.Rank == 0 ? 0 : i]), separator);
        }

        return Tensor.FromStrings(shape, results);
    }

    /// <summary>Joins the rows of each segment, whose numbers stand for the first axes of the strings.</summary>
    private static Tensor Segments(Tensor strings, Tensor segments, long count, byte[] separator)
    {
        Check(strings.Shape, segments.Shape, count);
        long[] rest = [.. strings.Shape[segments.Rank..]];
        var width = (int)Tensor.CountElements(rest);
        var parts = new List<ReadOnlyMemory<byte>>?[count * width];
        foreach (var (row, segment) in Integers.Read(segments).Index())
        {
            if (segment < 0 || segment >= count)
            {
                throw Shapes.Invalid($"Segment id {segment} out of range [0, {count})");
            }

            for (var i = 0; i < width; i++)
            {
                (parts[(segment * width) + i] ??= []).Add(strings.Strings[(row * width) + i]);
            }
        }

        return Tensor.FromStrings([count, .. rest], Array.ConvertAll(parts, list => Join(list ?? [], separator)));
    }

    private static void Check(ReadOnlySpan<long> strings, ReadOnlySpan<long> segments, long count)
    {
        if (count < 0)
        {
            throw Shapes.Invalid($"Number of segments must be non-negative but got {count}");
        }

        if (segments.Length == 0)
        {
            throw Shapes.Invalid("Segment_id cannot have rank 0");
        }

        if (segments.Length > strings.Length || !strings[..segments.Length].SequenceEqual(segments))
        {
            throw Shapes.Invalid($"Segment dimensions are {Shapes.Text(segments)} while input dimensions are {Shapes.Text(strings)}");
        }
    }

    private static ReadOnlyMemory<byte> Join(IEnumerable<ReadOnlyMemory<byte>> parts, byte[] separator)
    {
        List<byte> joined = [];
        foreach (var (index, part) in parts.Index())
        {
            joined.AddRange(index > 0 ? separator : []);
            joined.AddRange(part.Span);
        }

        return joined.ToArray();
    }

    /// <summary>Joins along the axes in the order given: the last one varies slowest.</summary>
    private static Tensor Reduce(Tensor tensor, long[] order, byte[] separator, bool keepDims)
    {
        var axes = Array.ConvertAll(order, axis => Shapes.Axis(axis, tensor.Rank));
        var strides = Shapes.Strides(tensor.Shape);
        var sizes = tensor.Shape.ToArray();
        int[] kept = [.. Enumerable.Range(0, tensor.Rank).Except(axes)];
        var origins = Shapes.Walk([.. kept.Select(axis => sizes[axis])], [.. kept.Select(axis => strides[axis])]);
        int[] inner = [.. Enumerable.Reverse(axes)];
        var offsets = Shapes.Walk([.. inner.Select(axis => sizes[axis])], [.. inner.Select(axis => strides[axis])]);
        var results = Array.ConvertAll(origins, origin => Join(offsets.Select(offset => tensor.Strings[origin + offset]), separator));
        return Tensor.FromStrings([.. sizes.Select((size, axis) => axes.Contains(axis) ? 1 : size).Where((_, axis) => keepDims || !axes.Contains(axis))], results);
    }
}
