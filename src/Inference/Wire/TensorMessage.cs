using Google.Protobuf;
using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.Wire;

/// <summary>A tensor on its way out, as <see cref="TensorProtoCodec.Encode"/> would write it, without the objects in between.</summary>
public readonly struct TensorMessage
{
    private readonly Tensor _tensor;
    private readonly byte[]? _encoded;
    private readonly byte _tag;
    private readonly long _shapeLength;
    private readonly long _valuesLength;

    /// <summary>Prepares a tensor: as raw content, or in the list of its type.</summary>
    public TensorMessage(Tensor tensor, bool asContent)
    {
        _tensor = tensor;
        _tag = Tag(tensor.DataType, asContent);
        if (_tag == 0 || !BitConverter.IsLittleEndian)
        {
            _encoded = TensorProtoCodec.Encode(tensor, asContent).ToByteArray();
            Length = _encoded.Length;
            return;
        }

        foreach (var length in tensor.Shape)
        {
            _shapeLength += WireWriter.SizeOfField(DimensionLength(length));
        }

        _valuesLength = ValuesLength(tensor, _tag);
        Length = 1 + WireWriter.SizeOf((ulong)tensor.DataType) + WireWriter.SizeOfField(_shapeLength);
        if (tensor.DataType == DataType.String)
        {
            Length += _valuesLength;
        }
        else if (_valuesLength > 0)
        {
            Length += WireWriter.SizeOfField(_valuesLength);
        }
    }

    /// <summary>Gets the bytes of the message.</summary>
    public long Length { get; }

    /// <summary>Writes the message.</summary>
    public void Write(ref WireWriter writer)
    {
        if (_encoded is not null)
        {
            writer.Bytes(_encoded);
            return;
        }

        writer.Field(TensorTags.Type, (ulong)_tensor.DataType);
        writer.Field(TensorTags.Shape, (ulong)_shapeLength);
        foreach (var length in _tensor.Shape)
        {
            writer.Field(TensorTags.Dimension, (ulong)DimensionLength(length));
            if (length != 0)
            {
                writer.Field(TensorTags.DimensionSize, (ulong)length);
            }
        }

        if (_tensor.DataType == DataType.String)
        {
            foreach (var element in _tensor.Strings)
            {
                writer.Field(TensorTags.Strings, element.Span);
            }
        }
        else if (_valuesLength > 0)
        {
            writer.Field(_tag, (ulong)_valuesLength);
            WriteValues(ref writer);
        }
    }

    private static byte Tag(DataType type, bool asContent) => asContent && type != DataType.String ? TensorTags.Content : TensorTags.List(type);

    private static long DimensionLength(long length) => length == 0 ? 0 : 1 + WireWriter.SizeOf((ulong)length);

    private static long ValuesLength(Tensor tensor, byte tag)
    {
        var total = 0L;
        switch (tag)
        {
            case TensorTags.Strings:
                foreach (var element in tensor.Strings)
                {
                    total += WireWriter.SizeOfField(element.Length);
                }

                return total;
            case TensorTags.Int32:
                foreach (var value in tensor.AsSpan<int>())
                {
                    total += WireWriter.SizeOf(unchecked((ulong)value));
                }

                return total;
            case TensorTags.Int64:
                foreach (var value in tensor.AsSpan<long>())
                {
                    total += WireWriter.SizeOf(unchecked((ulong)value));
                }

                return total;
            default:
                return tensor.Data.Length; // raw, or one byte for each truth value
        }
    }

    private void WriteValues(ref WireWriter writer)
    {
        switch (_tag)
        {
            case TensorTags.Int32:
                foreach (var value in _tensor.AsSpan<int>())
                {
                    writer.Varint(unchecked((ulong)value));
                }

                break;
            case TensorTags.Int64:
                foreach (var value in _tensor.AsSpan<long>())
                {
                    writer.Varint(unchecked((ulong)value));
                }

                break;
            default:
                writer.Bytes(_tensor.Data.Span);
                break;
        }
    }
}
