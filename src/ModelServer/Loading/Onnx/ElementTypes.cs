using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Onnx;

/// <summary>ONNX's numbers for element types.</summary>
internal static class ElementTypes
{
    public static int Of(DataType type) => type switch
    {
        DataType.Float => 1,
        DataType.UInt8 or DataType.QUInt8 => 2,
        DataType.Int8 or DataType.QInt8 => 3,
        DataType.UInt16 or DataType.QUInt16 => 4,
        DataType.Int16 or DataType.QInt16 => 5,
        DataType.Int32 or DataType.QInt32 => 6,
        DataType.Int64 => 7,
        DataType.String => 8,
        DataType.Bool => 9,
        DataType.Half => 10,
        DataType.Double => 11,
        DataType.UInt32 => 12,
        DataType.UInt64 => 13,
        DataType.BFloat16 => 16,
        _ => throw new LoadException(ErrorCode.Unimplemented, $"Elements of type {type.Name()} are not supported"),
    };
}
