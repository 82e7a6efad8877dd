using System.Collections.Frozen;
using ModelServing.Inference.Tensors;
using static ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>The element types that the runtime's CPU kernels take, where those are fewer than TensorFlow's.</summary>
/// <remarks>Half needs no entry: the runtime itself computes it as float where it must.</remarks>
internal static class KernelTypes
{
    private static readonly DataType[] Floats = [Float, DataType.Double, DataType.Half];
    private static readonly DataType[] Narrow = [Float, DataType.Half];
    private static readonly DataType[] Signed = [.. Floats, DataType.Int32, DataType.Int64];
    private static readonly DataType[] Numbers = [.. Signed, UInt8, Int8, DataType.Int16, DataType.UInt16, DataType.UInt32, DataType.UInt64];
    private static readonly DataType[] Extremes = [.. Signed, UInt8, Int8];
    private static readonly DataType[] Ordered = [.. Extremes, DataType.UInt32, DataType.UInt64];
    private static readonly DataType[] Pixels = [Float, DataType.Double, DataType.Half, UInt8, Int8];

    private static readonly FrozenDictionary<string, DataType[]> Limits = new (string Kernels, DataType[] Types)[]
    {
        ("Ceil Floor Round Exp Log Sqrt Reciprocal Sin Cos Tanh Sigmoid Softmax LogSoftmax BatchNormalization Sum IsNaN IsInf", Floats),
        ("Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Erf Elu Selu Softplus Softsign LeakyRelu Conv ConvTranspose AveragePool LRN", Narrow),
        ("Abs Sign Add Sub Mul Div Mod Less LessOrEqual Greater GreaterOrEqual", Numbers),
        ("Neg", [.. Signed, Int8, DataType.Int16]),
        ("Relu", [.. Floats, DataType.Int32, Int8]),
        ("Pow ReduceSum ReduceMean ReduceProd ReduceL2 ReduceSumSquare CumSum Einsum", Signed),
        ("MatMul", [.. Signed, DataType.UInt32, DataType.UInt64]),
        ("Max Min Clip", Ordered),
        ("Pad", [.. Ordered, Bool]),
        ("ReduceMax ReduceMin ArgMax ArgMin", Extremes),
        ("TopK", [.. Extremes, DataType.Int16]),
        ("Equal", [.. Numbers, Bool, DataType.String]),
        ("Where", [.. Extremes, DataType.UInt32, DataType.String]),
        ("NonZero", [Float, DataType.Half, DataType.Int32, DataType.Int64, UInt8, Bool]),
        ("Expand Tile Compress ReverseSequence", [.. Numbers, Bool, DataType.String]),
        ("Range", [Float, DataType.Double, DataType.Int32, DataType.Int64, DataType.Int16]),
        ("Resize", [Float, DataType.Half, DataType.Int32, UInt8, Int8]),
        ("MaxPool DepthToSpace SpaceToDepth", Pixels),
        ("Unique", [Float, DataType.Double, DataType.Half, DataType.Int64, Int8, DataType.String]),
    }.SelectMany(limit => limit.Kernels.Split(' ').Select(kernel => KeyValuePair.Create(kernel, limit.Types))).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Gets the type to compute in: the given one, or the nearest that holds its values and that the kernel takes.</summary>
    public static DataType For(string kernel, DataType type) => !Limits.TryGetValue(kernel, out var types) || types.Contains(type)
        ? type
        : Wider(type).FirstOrDefault(types.Contains, type);

    private static DataType[] Wider(DataType type) => type switch
    {
        Bool => [UInt8, DataType.Int32, DataType.Int64, Float],
        Int8 or UInt8 => [DataType.Int32, DataType.Int64, Float],
        DataType.Int16 or DataType.UInt16 => [DataType.Int32, DataType.Int64, Float],
        DataType.Int32 or DataType.UInt32 => [DataType.Int64, DataType.Double, Float],
        DataType.Int64 or DataType.UInt64 => [DataType.Int64, DataType.Double, Float],
        DataType.Double or DataType.BFloat16 or DataType.Half => [Float],
        _ => [],
    };
}
