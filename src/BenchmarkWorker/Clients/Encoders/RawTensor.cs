using System.Buffers.Binary;
using System.Text;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Clients.Encoders;

/// <summary>The open inference protocol's raw tensors: little-endian elements in row-major order; a string is its length in four bytes, then its bytes.</summary>
internal static class RawTensor
{
    public static int Length(Tensor tensor) => tensor.DataType == DataType.String ? tensor.Strings.Sum(text => sizeof(uint) + text.Length) : tensor.Data.Length;

    public static byte[] Bytes(Tensor tensor)
    {
        if (tensor.DataType != DataType.String)
        {
            return tensor.Data.ToArray();
        }

        var bytes = new byte[Length(tensor)];
        var at = bytes.AsSpan();
        foreach (var text in tensor.Strings)
        {
            BinaryPrimitives.WriteInt32LittleEndian(at, text.Length);
            text.Span.CopyTo(at[sizeof(uint)..]);
            at = at[(sizeof(uint) + text.Length)..];
        }

        return bytes;
    }

    /// <summary>Reads a tensor; null when the bytes are not one of that type and shape.</summary>
    public static Tensor? Read(DataType type, long[] shape, ReadOnlyMemory<byte> bytes)
    {
        var count = shape.Aggregate(1.0, (product, dimension) => product * dimension);
        if (type == DataType.String)
        {
            return ReadTexts(bytes) is { } texts && texts.Count == count ? Tensor.FromStrings(shape, texts) : null;
        }

        return type.Size() > 0 && bytes.Length == count * type.Size() ? Tensor.FromBytes(type, shape, bytes) : null;
    }

    /// <summary>Gets an element as the number it is.</summary>
    public static double Number(Tensor tensor, int index) => tensor.DataType switch
    {
        DataType.Float => tensor.AsSpan<float>()[index],
        DataType.Double => tensor.AsSpan<double>()[index],
        DataType.Half => (double)tensor.AsSpan<Half>()[index],
        DataType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)tensor.AsSpan<ushort>()[index] << 16),
        DataType.Int64 => tensor.AsSpan<long>()[index],
        DataType.UInt64 => tensor.AsSpan<ulong>()[index],
        DataType.Int32 or DataType.QInt32 => tensor.AsSpan<int>()[index],
        DataType.UInt32 => tensor.AsSpan<uint>()[index],
        DataType.Int16 or DataType.QInt16 => tensor.AsSpan<short>()[index],
        DataType.UInt16 or DataType.QUInt16 => tensor.AsSpan<ushort>()[index],
        DataType.Int8 or DataType.QInt8 => tensor.AsSpan<sbyte>()[index],
        DataType.UInt8 or DataType.QUInt8 or DataType.Bool => tensor.Data.Span[index],
        _ => double.NaN,
    };

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static List<ReadOnlyMemory<byte>>? ReadTexts(ReadOnlyMemory<byte> bytes)
    {
        List<ReadOnlyMemory<byte>> texts = [];
        while (bytes.Length >= sizeof(uint))
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span);
            if (length > bytes.Length - sizeof(uint))
            {
                return null;
            }

            texts.Add(bytes.Slice(sizeof(uint), (int)length));
            bytes = bytes[(sizeof(uint) + (int)length)..];
        }

        return bytes.Length == 0 ? texts : null;
    }
}
