using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.Wire;

/// <summary>
/// Reads tensors as clients write them, straight into their own memory: every field once and in order, every value given.
/// What is written in other ways is no error: it is left to <see cref="TensorProtoCodec"/>, which knows them all.
/// </summary>
public static class TensorMessageReader
{
    private const int MaxRank = 16;

    /// <summary>Memory for less than this is not worth the way to the pool.</summary>
    private const int MinPooled = 1024;

    /// <summary>Reads the tensor that the rest of the message is.</summary>
    /// <param name="rented">The memory under a large tensor: <see cref="ArrayPool{T}.Shared"/> may have it back once nobody reads the tensor any more.</param>
    public static bool TryRead(ref WireReader reader, [NotNullWhen(true)] out Tensor? tensor, out byte[]? rented)
    {
        tensor = null;
        rented = null;
        var type = DataType.Invalid;
        Span<long> lengths = stackalloc long[MaxRank];
        var rank = 0;
        if (!reader.TryTag(out var tag)
            || (tag == TensorTags.Type && !(TryType(ref reader, out type) && reader.TryTag(out tag)))
            || (tag == TensorTags.Shape && !(TryShape(ref reader, lengths, out rank) && reader.TryTag(out tag))))
        {
            return false;
        }

        var shape = lengths[..rank];
        if (!TryCount(shape, out var count))
        {
            return false;
        }

        if (type == DataType.String)
        {
            return tag == TensorTags.Strings && TryStrings(ref reader, shape, count, out tensor);
        }

        var isContent = tag == TensorTags.Content && type.Size() > 0;
        if (!isContent && (tag == 0 || tag != TensorTags.List(type)))
        {
            return false;
        }

        // As many bytes as elements at least must have arrived before any memory is taken for them.
        if (!reader.TryEnter(out var end) || reader.Left < count || !TryValues(ref reader, type, count, isContent, out var data, out rented) || !reader.IsAtEnd)
        {
            return false;
        }

        reader.Leave(end);
        tensor = reader.IsAtEnd ? Tensor.FromBytes(type, shape, data) : null;
        return tensor is not null;
    }

    private static bool TryType(ref WireReader reader, out DataType type)
    {
        var isRead = reader.TryVarint(out var value) && value <= byte.MaxValue;
        type = (DataType)value;
        return isRead;
    }

    private static bool TryShape(ref WireReader reader, scoped Span<long> lengths, out int rank)
    {
        rank = 0;
        if (!reader.TryEnter(out var end))
        {
            return false;
        }

        while (!reader.IsAtEnd)
        {
            if (rank == lengths.Length || !reader.TryTag(out var tag) || tag != TensorTags.Dimension || !TryLength(ref reader, out lengths[rank++]))
            {
                return false;
            }
        }

        reader.Leave(end);
        return true;
    }

    private static bool TryLength(ref WireReader reader, out long length)
    {
        length = 0;
        if (!reader.TryEnter(out var end))
        {
            return false;
        }

        if (!reader.IsAtEnd)
        {
            if (!reader.TryTag(out var tag) || tag != TensorTags.DimensionSize || !reader.TryVarint(out var value) || value > int.MaxValue || !reader.IsAtEnd)
            {
                return false;
            }

            length = (long)value;
        }

        reader.Leave(end);
        return true;
    }

    private static bool TryCount(ReadOnlySpan<long> shape, out long count)
    {
        count = 1;
        foreach (var length in shape)
        {
            count *= length; // both are below 2^31
            if (count > int.MaxValue)
            {
                return false;
            }
        }

        return count > 0;
    }

    private static bool TryValues(ref WireReader reader, DataType type, long count, bool isContent, out Memory<byte> data, out byte[]? rented)
    {
        data = default;
        rented = null;
        var isPlain = isContent || type is DataType.Float or DataType.Double;
        if (isPlain && (!BitConverter.IsLittleEndian || reader.Left != count * type.Size()))
        {
            return false;
        }

        var length = (int)(count * type.Size());
        rented = length < MinPooled ? null : ArrayPool<byte>.Shared.Rent(length);
        data = rented is null ? GC.AllocateUninitializedArray<byte>(length) : rented.AsMemory(0, length);
        return isPlain ? reader.TryCopyTo(data.Span) : TryNumbers(ref reader, type, data.Span);
    }

    private static bool TryNumbers(ref WireReader reader, DataType type, Span<byte> data)
    {
        for (var size = type.Size(); data.Length > 0; data = data[size..])
        {
            if (!reader.TryVarint(out var value))
            {
                return false;
            }

            switch (size)
            {
                case sizeof(int):
                    BinaryPrimitives.WriteInt32LittleEndian(data, unchecked((int)value));
                    break;
                case sizeof(long):
                    BinaryPrimitives.WriteInt64LittleEndian(data, unchecked((long)value));
                    break;
                default:
                    data[0] = value == 0 ? (byte)0 : (byte)1;
                    break;
            }
        }

        return true;
    }

    private static bool TryStrings(ref WireReader reader, scoped ReadOnlySpan<long> shape, long count, [NotNullWhen(true)] out Tensor? tensor)
    {
        tensor = null;
        if (reader.Left < count)
        {
            return false;
        }

        var strings = new ReadOnlyMemory<byte>[count];
        for (var i = 0; i < strings.Length; i++)
        {
            if ((i > 0 && !(reader.TryTag(out var tag) && tag == TensorTags.Strings)) || !reader.TryBytes(out var bytes))
            {
                return false;
            }

            strings[i] = bytes;
        }

        tensor = reader.IsAtEnd ? Tensor.FromStrings(shape, strings) : null;
        return tensor is not null;
    }
}
