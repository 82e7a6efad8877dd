using System.Numerics;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Conversion between number types.</summary>
internal static class CastKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("Cast", OutputTypes.From("DstT"), node =>
        {
            var type = node.Type("DstT");
            return arguments => To(type, arguments.Tensor(0));
        }) with { Handles = node => IsKnown(node.Type("SrcT")) && IsKnown(node.Type("DstT")) },
    ];

    private static bool IsKnown(DataType type) => NumberType.IsKnown(type) || type is DataType.Bool or DataType.UInt8;

    public static Tensor To(DataType type, Tensor value) => value.DataType == type ? value : value.DataType switch
    {
        DataType.Int32 => From<int>(type, value),
        DataType.Int64 => From<long>(type, value),
        DataType.Float => From<float>(type, value),
        DataType.Double => From<double>(type, value),
        DataType.Bool or DataType.UInt8 => From<byte>(type, value),
        DataType.Int8 => From<sbyte>(type, value),
        DataType.Int16 => From<short>(type, value),
        DataType.UInt16 => From<ushort>(type, value),
        var other => throw NumberType.Unknown(other),
    };

    /// <summary>Fractions are cut off, and integers that are too large wrap.</summary>
    private static Tensor From<T>(DataType type, Tensor value)
        where T : unmanaged, INumber<T> => type switch
        {
            DataType.Int32 => Elementwise.Apply<T, int>(value, int.CreateTruncating),
            DataType.Int64 => Elementwise.Apply<T, long>(value, long.CreateTruncating),
            DataType.Float => Elementwise.Apply<T, float>(value, float.CreateTruncating),
            DataType.Double => Elementwise.Apply<T, double>(value, double.CreateTruncating),
            DataType.UInt8 => Elementwise.Apply<T, byte>(value, byte.CreateTruncating),
            DataType.Bool => Elementwise.Apply<T, bool>(value, element => !T.IsZero(element)),
            _ => throw NumberType.Unknown(type),
        };
}
