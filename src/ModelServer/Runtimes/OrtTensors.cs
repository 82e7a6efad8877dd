using ModelServing.Inference.Errors;
using Microsoft.ML.OnnxRuntime;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Loading.Onnx;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>Values in and out of the runtime.</summary>
internal static class OrtTensors
{
    private static readonly DataType[] Types =
    [
        DataType.Float, DataType.UInt8, DataType.Int8, DataType.UInt16, DataType.Int16, DataType.Int32, DataType.Int64, DataType.String,
        DataType.Bool, DataType.Half, DataType.Double, DataType.UInt32, DataType.UInt64, DataType.BFloat16,
    ];

    private static readonly DataType[] TypesByNumber = [.. Enumerable.Range(0, 32).Select(number => Array.Find(Types, type => (int)ElementType(type) == number))];

    /// <summary>Gets the type that the runtime's number stands for, or none where there is no such type.</summary>
    public static DataType TypeOf(int elementType) => (uint)elementType < TypesByNumber.Length ? TypesByNumber[elementType] : DataType.Invalid;

    /// <summary>The runtime numbers element types as ONNX does.</summary>
    public static TensorElementType ElementType(DataType type) => (TensorElementType)ElementTypes.Of(type);

    public static OrtValue FromStrings(Tensor tensor)
    {
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, tensor.Shape.ToArray());
        for (var i = 0; i < tensor.Strings.Count; i++)
        {
            value.StringTensorSetElementAt(tensor.Strings[i].Span, i);
        }

        return value;
    }

    public static Tensor Copy(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var type = TypeOf((int)info.ElementDataType);
        return type switch
        {
            DataType.Invalid => throw new ModelRunException(ErrorCode.Unimplemented, $"The model gives elements of type {info.ElementDataType}, which are not supported"),
            DataType.String => Tensor.FromStrings(info.Shape, CopyStrings(value, info.ElementCount)),
            _ when info.ElementCount == 0 => Tensor.FromBytes(type, info.Shape, default),
            _ => Tensor.FromBytes(type, info.Shape, value.GetTensorMutableRawData().ToArray()),
        };
    }

    private static ReadOnlyMemory<byte>[] CopyStrings(OrtValue value, long count)
    {
        var strings = new ReadOnlyMemory<byte>[count];
        for (var i = 0; i < strings.Length; i++)
        {
            strings[i] = value.GetStringElementAsSpan(i).ToArray();
        }

        return strings;
    }
}
