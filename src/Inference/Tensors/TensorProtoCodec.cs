using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Google.Protobuf;
using ModelServing.Inference.Protos;

namespace ModelServing.Inference.Tensors;

/// <summary>Tensors in TensorFlow's protocol message: raw content, or a typed list that may be shorter than the tensor.</summary>
public static class TensorProtoCodec
{
    /// <summary>The most bytes that a list which is too short grows to: a few bytes on the wire must not take all memory.</summary>
    private const long MaxFilled = 1 << 28;

    /// <summary>Decodes a message; false where its dimensions, type or content make no tensor.</summary>
    /// <remarks>A list that is too short repeats its last value, an empty one means zeros, and surplus values are ignored.</remarks>
    public static bool TryDecode(TensorProto proto, [NotNullWhen(true)] out Tensor? tensor)
    {
        tensor = null;
        var type = (DataType)proto.Dtype;
        if (!TryShape(proto.TensorShape, out var shape, out var count) || (type != DataType.String && type.Size() == 0))
        {
            return false;
        }

        if (proto.TensorContent.Length > 0)
        {
            return type != DataType.String && TryContent(proto, type, shape, count, out tensor);
        }

        if (type == DataType.String)
        {
            if (!MayFill(proto.StringVal.Count, count, Unsafe.SizeOf<ReadOnlyMemory<byte>>()))
            {
                return false;
            }

            tensor = Tensor.FromStrings(shape, Repeat([.. proto.StringVal.Select(value => value.Memory)], count, ReadOnlyMemory<byte>.Empty));
            return true;
        }

        var data = TypedList(proto, type, count);
        tensor = data is null ? null : Tensor.FromBytes(type, shape, data);
        return tensor is not null;
    }

    /// <summary>Encodes a tensor into its typed list, or as raw content.</summary>
    public static TensorProto Encode(Tensor tensor, bool asContent = false)
    {
        var proto = new TensorProto { Dtype = (Protos.DataType)tensor.DataType, TensorShape = new TensorShapeProto() };
        foreach (var length in tensor.Shape)
        {
            proto.TensorShape.Dim.Add(new TensorShapeProto.Types.Dim { Size = length });
        }

        if (tensor.DataType == DataType.String)
        {
            proto.StringVal.AddRange(tensor.Strings.Select(bytes => ByteString.CopyFrom(bytes.Span)));
        }
        else if (asContent || !TryAddValues(proto, tensor))
        {
            proto.TensorContent = ByteString.CopyFrom(tensor.Data.Span);
        }

        return proto;
    }

    private static bool TryShape(TensorShapeProto? proto, out long[] shape, out long count)
    {
        shape = proto is null or { Dim.Count: 0 } ? [] : new long[proto.Dim.Count];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = proto!.Dim[i].Size; // with no message the shape is empty
        }

        count = 1;
        if (proto?.UnknownRank == true || shape.Length > 254)
        {
            return false;
        }

        foreach (var length in shape)
        {
            if (length < 0 || Math.BigMul(length, count) > int.MaxValue)
            {
                return false;
            }

            count *= length;
        }

        return true;
    }

    private static bool TryContent(TensorProto proto, DataType type, long[] shape, long count, out Tensor? tensor)
    {
        var fits = proto.TensorContent.Length == count * type.Size();
        tensor = fits ? Tensor.FromBytes(type, shape, proto.TensorContent.Memory) : null;
        return fits;
    }

    private static byte[]? TypedList(TensorProto proto, DataType type, long count) => type switch
    {
        DataType.Float => Bytes<float, float>(proto.FloatVal, count, static value => value),
        DataType.Double => Bytes<double, double>(proto.DoubleVal, count, static value => value),
        DataType.Int32 or DataType.QInt32 => Bytes<int, int>(proto.IntVal, count, static value => value),
        DataType.Int16 or DataType.QInt16 => Bytes<int, short>(proto.IntVal, count, static value => unchecked((short)value)),
        DataType.UInt16 or DataType.QUInt16 => Bytes<int, ushort>(proto.IntVal, count, static value => unchecked((ushort)value)),
        DataType.Int8 or DataType.UInt8 or DataType.QInt8 or DataType.QUInt8 => Bytes<int, byte>(proto.IntVal, count, static value => unchecked((byte)value)),
        DataType.Int64 => Bytes<long, long>(proto.Int64Val, count, static value => value),
        DataType.UInt32 => Bytes<uint, uint>(proto.Uint32Val, count, static value => value),
        DataType.UInt64 => Bytes<ulong, ulong>(proto.Uint64Val, count, static value => value),
        DataType.Bool => Bytes<bool, bool>(proto.BoolVal, count, static value => value),
        DataType.Half or DataType.BFloat16 => Bytes<int, ushort>(proto.HalfVal, count, static value => unchecked((ushort)value)),
        _ => null,
    };

    private static bool MayFill(int given, long count, int size) => given >= count || count * size <= MaxFilled;

    private static byte[]? Bytes<TFrom, TTo>(IList<TFrom> values, long count, Func<TFrom, TTo> convert)
        where TTo : unmanaged
    {
        if (!MayFill(values.Count, count, Unsafe.SizeOf<TTo>()))
        {
            return null;
        }

        var data = new byte[count * Unsafe.SizeOf<TTo>()];
        var target = MemoryMarshal.Cast<byte, TTo>(data.AsSpan());
        var given = Math.Min(values.Count, target.Length);
        for (var i = 0; i < given; i++)
        {
            target[i] = convert(values[i]);
        }

        if (given > 0)
        {
            target[given..].Fill(target[given - 1]);
        }

        return data;
    }

    private static T[] Repeat<T>(ReadOnlySpan<T> values, long count, T none)
    {
        var all = new T[count];
        var given = Math.Min(values.Length, all.Length);
        values[..given].CopyTo(all);
        all.AsSpan(given).Fill(given > 0 ? all[given - 1] : none);
        return all;
    }

    private static bool TryAddValues(TensorProto proto, Tensor tensor)
    {
        switch (tensor.DataType)
        {
            case DataType.Float:
                proto.FloatVal.AddRange(tensor.AsSpan<float>());
                return true;
            case DataType.Double:
                proto.DoubleVal.AddRange(tensor.AsSpan<double>());
                return true;
            case DataType.Int32:
                proto.IntVal.AddRange(tensor.AsSpan<int>());
                return true;
            case DataType.Int64:
                proto.Int64Val.AddRange(tensor.AsSpan<long>());
                return true;
            case DataType.UInt32:
                proto.Uint32Val.AddRange(tensor.AsSpan<uint>());
                return true;
            case DataType.UInt64:
                proto.Uint64Val.AddRange(tensor.AsSpan<ulong>());
                return true;
            case DataType.Bool:
                proto.BoolVal.AddRange(tensor.AsSpan<bool>());
                return true;
            default:
                return TryAddNarrow(proto, tensor);
        }
    }

    private static bool TryAddNarrow(TensorProto proto, Tensor tensor)
    {
        var target = tensor.DataType is DataType.Half or DataType.BFloat16 ? proto.HalfVal : proto.IntVal;
        for (var i = 0; i < tensor.ElementCount; i++)
        {
            switch (tensor.DataType)
            {
                case DataType.Int16:
                    target.Add(tensor.AsSpan<short>()[i]);
                    break;
                case DataType.Int8:
                    target.Add(tensor.AsSpan<sbyte>()[i]);
                    break;
                case DataType.UInt8:
                    target.Add(tensor.AsSpan<byte>()[i]);
                    break;
                case DataType.UInt16 or DataType.Half or DataType.BFloat16:
                    target.Add(tensor.AsSpan<ushort>()[i]);
                    break;
                default:
                    return false;
            }
        }

        return tensor.ElementCount > 0 || tensor.DataType.Size() <= 2;
    }
}
