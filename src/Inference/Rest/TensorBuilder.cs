using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Json;
using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.Rest;

/// <summary>Collects JSON values into one tensor buffer. The type comes from the signature, never from the JSON.</summary>
internal sealed class TensorBuilder(DataType type)
{
    private readonly int _size = type.Size();
    private readonly bool _readable = type is (>= DataType.Float and <= DataType.Int8) or DataType.Int64 or DataType.Bool or DataType.UInt32 or DataType.UInt64;
    private readonly List<ReadOnlyMemory<byte>>? _strings = type == DataType.String ? [] : null;
    private byte[] _data = [];
    private int _length;

    /// <summary>Gets the number of elements collected.</summary>
    public int Count => _strings?.Count ?? (_size == 0 ? 0 : _length / _size);

    /// <summary>Makes room for elements that are known to come; a wrong guess costs a copy, nothing else.</summary>
    public void Reserve(long elements)
    {
        if (_strings is null)
        {
            Grow(_length + (elements * _size));
        }
    }

    public Tensor Build(ReadOnlySpan<long> shape) =>
        _strings is null ? Tensor.FromBytes(type, shape, _data.AsMemory(0, _length)) : Tensor.FromStrings(shape, _strings);

    /// <summary>Adds one value.</summary>
    public ServingError? Add(JsonValue value)
    {
        if (_strings is not null)
        {
            return AddString(value, _strings);
        }

        if (_length + _size > _data.Length)
        {
            Grow(Math.Max(64, _data.Length * 2L));
        }

        if (!_readable)
        {
            return new ServingError(ErrorCode.Unimplemented, $"Conversion of JSON Value: {JsonDump.Print(value)} to type: {type.Name()}");
        }

        if (!TryWrite(value, _data.AsSpan(_length)))
        {
            return Mismatch(value);
        }

        _length += _size;
        return null;
    }

    /// <summary>Adds a list of values; false, with none added, where one of them needs a closer look.</summary>
    public bool TryAddAll(ReadOnlySpan<JsonNode> values)
    {
        if (values.IsEmpty || type is not (DataType.Float or DataType.Double or DataType.Int32 or DataType.Int64))
        {
            return false;
        }

        var bytes = values.Length * _size;
        if (_data.Length - _length < bytes)
        {
            Grow(Math.Max(_length + (long)bytes, _data.Length * 2L));
        }

        var target = _data.AsSpan(_length, bytes);
        var written = type switch
        {
            DataType.Float => NumberLists.TryWrite(values, MemoryMarshal.Cast<byte, float>(target)),
            DataType.Double => NumberLists.TryWrite(values, MemoryMarshal.Cast<byte, double>(target)),
            DataType.Int32 => NumberLists.TryWrite(values, MemoryMarshal.Cast<byte, int>(target)),
            _ => NumberLists.TryWrite(values, MemoryMarshal.Cast<byte, long>(target)),
        };
        _length += written ? bytes : 0;
        return written;
    }

    private void Grow(long bytes)
    {
        var larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, bytes));
        _data.AsSpan(0, _length).CopyTo(larger);
        _data = larger;
    }

    private bool TryWrite(JsonValue value, Span<byte> target)
    {
        var kind = value.Kind;
        switch (type)
        {
            case DataType.Float when value.IsNumber:
                BinaryPrimitives.WriteSingleLittleEndian(target, (float)value.AsDouble());
                return true;
            case DataType.Double when value.IsNumber:
                BinaryPrimitives.WriteDoubleLittleEndian(target, value.AsDouble());
                return true;
            case DataType.Int64 when kind == JsonKind.Int64:
                BinaryPrimitives.WriteInt64LittleEndian(target, value.Bits);
                return true;
            case DataType.UInt64 when kind == JsonKind.UInt64 || (kind == JsonKind.Int64 && value.Bits >= 0):
                BinaryPrimitives.WriteInt64LittleEndian(target, value.Bits);
                return true;
            case DataType.UInt32 when kind == JsonKind.Int64 && value.Bits is >= 0 and <= uint.MaxValue:
                BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)value.Bits);
                return true;
            case DataType.Int32 when IsInt32(value):
                BinaryPrimitives.WriteInt32LittleEndian(target, (int)value.Bits);
                return true;
            // The narrow types are not range-checked upstream: they keep the low bits.
            case DataType.Int16 when IsInt32(value):
                BinaryPrimitives.WriteInt16LittleEndian(target, unchecked((short)value.Bits));
                return true;
            case DataType.Int8 or DataType.UInt8 when IsInt32(value):
                target[0] = unchecked((byte)value.Bits);
                return true;
            case DataType.Bool when kind is JsonKind.True or JsonKind.False:
                target[0] = kind == JsonKind.True ? (byte)1 : (byte)0;
                return true;
            default:
                return false;
        }
    }

    private static bool IsInt32(JsonValue value) => value.Kind == JsonKind.Int64 && value.Bits is >= int.MinValue and <= int.MaxValue;

    private ServingError? AddString(JsonValue value, List<ReadOnlyMemory<byte>> strings)
    {
        if (value.Kind == JsonKind.String)
        {
            strings.Add(value.Utf8.ToArray());
            return null;
        }

        if (value.Kind != JsonKind.Object)
        {
            return Mismatch(value);
        }

        if (!Base64Object.TryGet(value, out var encoded))
        {
            return ServingError.Invalid($"JSON Value: {JsonDump.Print(value)} not formatted correctly for base64 data");
        }

        if (!Base64Object.TryDecode(encoded, out var bytes))
        {
            return ServingError.Invalid("Unable to base64 decode");
        }

        strings.Add(bytes);
        return null;
    }

    private ServingError Mismatch(JsonValue value) =>
        ServingError.Invalid($"JSON Value: {JsonDump.Print(value)} Type: {KindName(value.Kind)} is not of expected type: {type.Name()}");

    /// <summary>The JSON type as messages name it.</summary>
    public static string KindName(JsonKind kind) => kind >= JsonKind.Int64 ? "Number" : kind.ToString();
}
