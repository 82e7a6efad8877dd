using System.Globalization;
using ModelServing.Inference.Protos;

namespace ModelServing.Inference.Tensors;

/// <summary>Names and sizes of element types.</summary>
public static class DataTypeExtensions
{
    /// <summary>Gets the name of a type's number in the protocol, for example <c>DT_FLOAT</c>; a number that has none stays one.</summary>
    public static string ProtocolName(int type) =>
        TypesReflection.Descriptor.EnumTypes[0].FindValueByNumber(type)?.Name ?? type.ToString(CultureInfo.InvariantCulture);

    /// <summary>Gets the name TensorFlow prints in messages, for example <c>float</c> or <c>int64</c>.</summary>
    public static string Name(this DataType type) => type switch
    {
        DataType.Float => "float",
        DataType.Double => "double",
        DataType.Int32 => "int32",
        DataType.UInt8 => "uint8",
        DataType.Int16 => "int16",
        DataType.Int8 => "int8",
        DataType.String => "string",
        DataType.Complex64 => "complex64",
        DataType.Int64 => "int64",
        DataType.Bool => "bool",
        DataType.QInt8 => "qint8",
        DataType.QUInt8 => "quint8",
        DataType.QInt32 => "qint32",
        DataType.BFloat16 => "bfloat16",
        DataType.QInt16 => "qint16",
        DataType.QUInt16 => "quint16",
        DataType.UInt16 => "uint16",
        DataType.Complex128 => "complex128",
        DataType.Half => "half",
        DataType.Resource => "resource",
        DataType.Variant => "variant",
        DataType.UInt32 => "uint32",
        DataType.UInt64 => "uint64",
        _ => "INVALID",
    };

    /// <summary>Gets the bytes of one element, or 0 where elements have no fixed size.</summary>
    public static int Size(this DataType type) => type switch
    {
        DataType.Bool or DataType.Int8 or DataType.UInt8 or DataType.QInt8 or DataType.QUInt8 => 1,
        DataType.Int16 or DataType.UInt16 or DataType.Half or DataType.BFloat16 or DataType.QInt16 or DataType.QUInt16 => 2,
        DataType.Float or DataType.Int32 or DataType.UInt32 or DataType.QInt32 => 4,
        DataType.Double or DataType.Int64 or DataType.UInt64 or DataType.Complex64 => 8,
        DataType.Complex128 => 16,
        _ => 0,
    };

    /// <summary>Gets the element type whose values are of the .NET type <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">No element type is stored as <typeparamref name="T"/>.</exception>
    public static DataType Of<T>()
        where T : unmanaged => default(T) switch
        {
            float => DataType.Float,
            double => DataType.Double,
            int => DataType.Int32,
            byte => DataType.UInt8,
            short => DataType.Int16,
            sbyte => DataType.Int8,
            long => DataType.Int64,
            bool => DataType.Bool,
            ushort => DataType.UInt16,
            System.Half => DataType.Half,
            uint => DataType.UInt32,
            ulong => DataType.UInt64,
            _ => throw new NotSupportedException($"No tensor element type is stored as {typeof(T).Name}."),
        };
}
