using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>What a node reads out of an input that is the same in every run, or nearly so: it is read again only when it differs.</summary>
internal sealed class LastModel<T>(Func<ReadOnlyMemory<byte>, T> read)
    where T : class
{
    private Entry? _last;

    public T Of(Tensor buffer)
    {
        var last = Volatile.Read(ref _last);
        if (last is null || !last.Bytes.AsSpan().SequenceEqual(buffer.Data.Span))
        {
            // A copy: the memory under a request's tensor is used again.
            var bytes = buffer.Data.ToArray();
            last = new Entry(bytes, read(bytes));
            Volatile.Write(ref _last, last);
        }

        return last.Model;
    }

    private sealed record Entry(byte[] Bytes, T Model);
}
