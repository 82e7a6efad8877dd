using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Batching;

/// <summary>Finds the shape that holds the rows of all tasks of a batch.</summary>
internal static class RowShape
{
    private const int MaxRank = 6;

    /// <summary>Gets the shape of an input of the whole run, with <paramref name="size"/> rows.</summary>
    /// <exception cref="ModelRunException">The tasks' rows differ, and are not or cannot be padded.</exception>
    public static long[] Of(IReadOnlyList<BatchTask> tasks, int input, string tensorName, long size, bool pads)
    {
        var first = tasks[0].Request.Inputs[input];
        long[] shape = [size, .. first.Shape[1..]];
        foreach (var task in tasks)
        {
            var tensor = task.Request.Inputs[input];
            if (tensor.DataType != first.DataType)
            {
                throw new ModelRunException(ErrorCode.InvalidArgument, $"Tensors with name '{tensorName}' from different tasks have different types: {tensor} and {first}");
            }

            if (!tensor.Shape[1..].SequenceEqual(shape.AsSpan(1)))
            {
                Grow(shape, tensor.Shape, tensorName, pads);
            }
        }

        return shape;
    }

    private static void Grow(long[] shape, ReadOnlySpan<long> other, string tensorName, bool pads)
    {
        if (!pads)
        {
            throw new ModelRunException(ErrorCode.FailedPrecondition, BatchErrors.DifferentShapes(tensorName));
        }

        if (other.Length != shape.Length || other.Length > MaxRank)
        {
            throw new ModelRunException(
                ErrorCode.InvalidArgument,
                $"Tensors with name '{tensorName}' from different tasks have ranks {shape.Length} and {other.Length}: only tensors of one rank from 1 to {MaxRank} can be padded.");
        }

        for (var i = 1; i < shape.Length; i++)
        {
            shape[i] = Math.Max(shape[i], other[i]);
        }
    }
}
