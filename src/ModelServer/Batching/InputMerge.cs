using System.Buffers;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Batching;

/// <summary>One input of a run: the tasks' rows behind one another, in one pooled buffer.</summary>
internal sealed class InputMerge : IDisposable
{
    private readonly byte[]? _buffer;

    private InputMerge(Tensor merged, byte[]? buffer)
    {
        Tensor = merged;
        _buffer = buffer;
    }

    public Tensor Tensor { get; }

    /// <summary>Merges input number <paramref name="input"/> of the tasks and repeats the last task's first row up to <paramref name="size"/> rows.</summary>
    /// <param name="isPooled">Whether the memory may serve again once the run is over.</param>
    /// <exception cref="ModelRunException">The tasks' rows do not fit together.</exception>
    public static InputMerge Create(IReadOnlyList<BatchTask> tasks, int input, string tensorName, long size, bool pads, bool isPooled)
    {
        var first = tasks[0].Request.Inputs[input];
        if (tasks.Count == 1 && tasks[0].Rows == size)
        {
            return new InputMerge(RowRange.Of(first, tasks[0].Start, size), null);
        }

        var shape = RowShape.Of(tasks, input, tensorName, size, pads);
        if (first.DataType == DataType.String)
        {
            var strings = new ReadOnlyMemory<byte>[Tensor.CountElements(shape)];
            Fill(tasks, input, shape, strings, 1, static (tensor, start, rows) => RowRange.Strings(tensor, start, rows));
            return new InputMerge(Tensor.FromStrings(shape, strings), null);
        }

        var length = checked((int)(Tensor.CountElements(shape) * first.DataType.Size()));
        var buffer = isPooled ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);
        Fill(tasks, input, shape, buffer.AsSpan(0, length), first.DataType.Size(), static (tensor, start, rows) => RowRange.Bytes(tensor, start, rows));
        return new InputMerge(Tensor.FromBytes(first.DataType, shape, buffer.AsMemory(0, length)), isPooled ? buffer : null);
    }

    public void Dispose()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private static void Fill<T>(IReadOnlyList<BatchTask> tasks, int input, long[] shape, Span<T> target, int unit, Func<Tensor, long, long, ReadOnlyMemory<T>> read)
    {
        var width = shape[0] == 0 ? 0 : (int)(target.Length / shape[0]);
        var (at, repeated) = (0, 0);
        foreach (var task in tasks)
        {
            var tensor = task.Request.Inputs[input];
            var source = read(tensor, task.Start, task.Rows).Span;
            var rows = target.Slice(at, (int)task.Rows * width);
            if (source.Length == rows.Length)
            {
                source.CopyTo(rows);
            }
            else
            {
                BlockPadding.Copy(source, [task.Rows, .. tensor.Shape[1..]], rows, [task.Rows, .. shape.AsSpan(1)], unit);
            }

            repeated = task.Rows > 0 ? at : repeated;
            at += rows.Length;
        }

        for (; at < target.Length; at += width)
        {
            target.Slice(repeated, width).CopyTo(target[at..]);
        }
    }
}
