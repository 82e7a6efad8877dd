using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Sets of element types that cases run on.</summary>
internal static class Kinds
{
    public static DataType[] Floats { get; } = [DataType.Float, DataType.Double, DataType.Half];

    /// <summary>Gets also the type that has no numbers between 256 and 258: not for functions with jumps.</summary>
    public static DataType[] Smooth { get; } = [.. Floats, DataType.BFloat16];

    public static DataType[] Integers { get; } = [DataType.Int32, DataType.Int64, DataType.UInt8];

    public static DataType[] Numbers { get; } = [DataType.Float, DataType.Double, DataType.Int32, DataType.Int64];

    public static DataType[] All { get; } = [.. Numbers, DataType.Half, DataType.UInt8, DataType.Int8, DataType.Bool];
}
