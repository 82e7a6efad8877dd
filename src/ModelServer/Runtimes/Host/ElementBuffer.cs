using System.Buffers;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>Collects runs of elements, of strings as of numbers, into a new tensor.</summary>
internal sealed class ElementBuffer(DataType type)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<ReadOnlyMemory<byte>> _strings = [];
    private readonly int _size = type.Size();

    public long Count => type == DataType.String ? _strings.Count : _bytes.WrittenCount / _size;

    public ElementBuffer Add(Tensor source, long start, long count)
    {
        if (type != DataType.String)
        {
            _bytes.Write(source.Data.Span.Slice(checked((int)(start * _size)), checked((int)(count * _size))));
            return this;
        }

        for (var i = (int)start; i < start + count; i++)
        {
            _strings.Add(source.Strings[i]);
        }

        return this;
    }

    public Tensor ToTensor(params ReadOnlySpan<long> shape) => type == DataType.String
        ? Tensor.FromStrings(shape, _strings)
        : Tensor.FromBytes(type, shape, _bytes.WrittenMemory);
}
