using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>What a node reads out of an input that is the same in every run: it is read once.</summary>
internal sealed class LastModel<T>(Func<ReadOnlyMemory<byte>, T> read)
    where T : class
{
    private Entry? _last;

    public T Of(Tensor buffer)
    {
        var last = Volatile.Read(ref _last);
        if (last is null || !last.Buffer.Equals(buffer.Data))
        {
            last = new Entry(buffer.Data, read(buffer.Data));
            Volatile.Write(ref _last, last);
        }

        return last.Model;
    }

    private sealed record Entry(ReadOnlyMemory<byte> Buffer, T Model);
}
