using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>Arithmetic of shapes.</summary>
internal static class Shapes
{
    /// <summary>Counts the positions before an axis, along it and after it.</summary>
    public static (long Outer, long Length, long Inner) Around(ReadOnlySpan<long> shape, int axis) =>
        (Tensor.CountElements(shape[..axis]), shape[axis], Tensor.CountElements(shape[(axis + 1)..]));

    /// <summary>Counts a negative axis from the end.</summary>
    public static int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw Invalid($"Expected dimension in the range [{-rank}, {rank}), but got {axis}");

    public static long[] Strides(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }

        return strides;
    }

    /// <summary>Gets the shape to which two values of other shapes are stretched.</summary>
    public static long[] Broadcast(ReadOnlySpan<long> left, ReadOnlySpan<long> right) =>
        TryBroadcast(left, right, out var shape) ? shape : throw Invalid($"Incompatible shapes: {Text(left)} vs. {Text(right)}");

    public static bool TryBroadcast(ReadOnlySpan<long> left, ReadOnlySpan<long> right, out long[] shape)
    {
        shape = new long[Math.Max(left.Length, right.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var (a, b) = (i <= left.Length ? left[^i] : 1, i <= right.Length ? right[^i] : 1);
            if (a != b && a != 1 && b != 1)
            {
                return false;
            }

            shape[^i] = a == 1 ? b : a;
        }

        return true;
    }

    /// <summary>For each element of the stretched shape, finds the element of the value that stands there.</summary>
    public static int[] Stretch(ReadOnlySpan<long> from, ReadOnlySpan<long> to)
    {
        var own = Strides(from);
        var strides = new long[to.Length];
        for (var i = 1; i <= from.Length; i++)
        {
            var fits = i <= to.Length && (from[^i] == 1 || from[^i] == to[^i]);
            strides[fits ? ^i : throw Invalid($"Incompatible shapes: {Text(from)} vs. {Text(to)}")] = from[^i] == 1 ? 0 : own[^i];
        }

        return Walk(to, strides);
    }

    /// <summary>Lists the offsets of all positions of a shape, in order, under strides of any kind.</summary>
    public static int[] Walk(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        var offsets = new int[Tensor.CountElements(shape)];
        var position = new long[shape.Length];
        var offset = 0L;
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (int)offset;
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++position[axis] < shape[axis])
                {
                    break;
                }

                offset -= strides[axis] * shape[axis];
                position[axis] = 0;
            }
        }

        return offsets;
    }

    /// <summary>Fills in the one dimension that is -1.</summary>
    public static long[] Complete(long[] shape, long count)
    {
        var open = Array.IndexOf(shape, -1);
        var known = shape.Where(size => size != -1).Aggregate(1L, (product, size) => product * size);
        var complete = shape.Select((size, axis) => axis == open ? count / Math.Max(1, known) : size).ToArray();
        return Array.TrueForAll(complete, size => size >= 0) && Tensor.CountElements(complete) == count
            ? complete
            : throw Invalid($"Input to reshape is a tensor with {count} values, but the requested shape has {known}");
    }

    public static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(',', shape.ToArray())}]";

    public static ModelRunException Invalid(string message) => new(ErrorCode.InvalidArgument, message);

    /// <summary>Refuses what does not hold.</summary>
    public static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw Invalid(message);
        }
    }
}
