using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>New arrangements of elements, whatever their type.</summary>
internal static class Moves
{
    public static Tensor Take(Tensor source, int[] positions, ReadOnlySpan<long> shape)
    {
        var buffer = new ElementBuffer(source.DataType);
        foreach (var position in positions)
        {
            buffer.Add(source, position, 1);
        }

        return buffer.ToTensor(shape);
    }

    public static Tensor Broadcast(Tensor source, ReadOnlySpan<long> shape) =>
        source.Shape.SequenceEqual(shape) ? source : Take(source, Shapes.Stretch(source.Shape, shape), shape);

    /// <summary>Takes a slice along every axis; whole trailing axes are copied as blocks.</summary>
    public static Tensor Cut(Tensor source, ReadOnlySpan<AxisCut> cuts, ReadOnlySpan<long> shape)
    {
        var strides = Shapes.Strides(source.Shape);
        var last = cuts.Length - 1;
        while (last >= 0 && cuts[last] == new AxisCut(0, 1, source.Shape[last]))
        {
            last--;
        }

        var block = last < 0 ? source.ElementCount : strides[last];
        var (origin, steps, counts) = (0L, new long[last + 1], new long[last + 1]);
        for (var axis = 0; axis <= last; axis++)
        {
            origin += cuts[axis].Start * strides[axis];
            (steps[axis], counts[axis]) = (cuts[axis].Step * strides[axis], cuts[axis].Count);
        }

        var buffer = new ElementBuffer(source.DataType);
        foreach (var offset in Shapes.Walk(counts, steps))
        {
            buffer.Add(source, origin + offset, block);
        }

        return buffer.ToTensor(shape);
    }

    public static Tensor Concat(IReadOnlyList<Tensor> parts, int axis)
    {
        var shape = parts[0].Shape.ToArray();
        var outer = Tensor.CountElements(shape.AsSpan(0, axis));
        foreach (var part in parts.Skip(1))
        {
            for (var i = 0; i < shape.Length; i++)
            {
                if (part.Rank != shape.Length || (i != axis && part.Shape[i] != parts[0].Shape[i]))
                {
                    throw Shapes.Invalid($"ConcatOp : Dimension {i} in both shapes must be equal: shape[0] = {Shapes.Text(parts[0].Shape)} vs. {Shapes.Text(part.Shape)}");
                }
            }

            shape[axis] += part.Shape[axis];
        }

        var buffer = new ElementBuffer(parts[0].DataType);
        for (var i = 0L; i < outer; i++)
        {
            foreach (var part in parts)
            {
                var block = part.ElementCount / outer;
                buffer.Add(part, i * block, block);
            }
        }

        return buffer.ToTensor(shape);
    }
}
