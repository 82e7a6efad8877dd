using System.Buffers;
using System.Runtime.InteropServices;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Checkpoints;

/// <summary>The bytes of a large value, which stay in their file until somebody looks at them: most only go on to the runtime.</summary>
internal sealed class StoredBytes(int length, StoredBytes.Reader read) : MemoryManager<byte>
{
    private readonly Reader _read = read;
    private readonly Lock _lock = new();
    private byte[]? _bytes;

    /// <summary>Fills memory with the value, or throws where that fails its checksum.</summary>
    public delegate void Reader(Span<byte> target);

    public override Memory<byte> Memory => CreateMemory(length);

    /// <summary>Copies a tensor's bytes, out of the file if they are still there.</summary>
    public static void Copy(Tensor tensor, Span<byte> target)
    {
        if (MemoryMarshal.TryGetMemoryManager(tensor.Data, out StoredBytes? stored) && stored._bytes is null)
        {
            stored._read(target);
        }
        else
        {
            tensor.Data.Span.CopyTo(target);
        }
    }

    /// <summary>Reads a tensor that requests will need: its file may be gone by then.</summary>
    public static Tensor Load(Tensor tensor) => MemoryMarshal.TryGetMemoryManager(tensor.Data, out StoredBytes? stored)
        ? Tensor.FromBytes(tensor.DataType, tensor.Shape, stored.Bytes())
        : tensor;

    public override Span<byte> GetSpan() => Bytes();

    public override MemoryHandle Pin(int elementIndex = 0) => Bytes().AsMemory(elementIndex).Pin();

    public override void Unpin()
    {
        // The handle that was given belongs to the array.
    }

    protected override void Dispose(bool disposing)
    {
    }

    private byte[] Bytes()
    {
        lock (_lock)
        {
            if (_bytes is null)
            {
                var bytes = new byte[length];
                _read(bytes);
                _bytes = bytes;
            }

            return _bytes;
        }
    }
}
