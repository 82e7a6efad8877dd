using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.Wire;

/// <summary>The fields of a tensor's message and of its shape, each with its kind: <c>number &lt;&lt; 3 | kind</c>.</summary>
internal static class TensorTags
{
    public const byte Type = 0x08;
    public const byte Shape = 0x12;
    public const byte Content = 0x22;
    public const byte Float = 0x2a;
    public const byte Double = 0x32;
    public const byte Int32 = 0x3a;
    public const byte Strings = 0x42;
    public const byte Int64 = 0x52;
    public const byte Bool = 0x5a;

    public const byte Dimension = 0x12;
    public const byte DimensionSize = 0x08;

    /// <summary>Gives the list that values of a type go into; 0 for the rarer ones.</summary>
    public static byte List(DataType type) => type switch
    {
        DataType.Float => Float,
        DataType.Double => Double,
        DataType.Int32 => Int32,
        DataType.Int64 => Int64,
        DataType.Bool => Bool,
        DataType.String => Strings,
        _ => 0,
    };
}
