using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Testing.SavedModels;

/// <summary>Tensors and shapes as TensorFlow's messages.</summary>
public static class TensorProtos
{
    public static TensorShapeProto Shape(params ReadOnlySpan<long> dimensions)
    {
        var shape = new TensorShapeProto();
        foreach (var size in dimensions)
        {
            shape.Dim.Add(new TensorShapeProto.Types.Dim { Size = size });
        }

        return shape;
    }

    public static TensorProto Value(Tensor tensor)
    {
        var proto = new TensorProto { Dtype = (DataType)tensor.DataType, TensorShape = Shape(tensor.Shape) };
        if (tensor.DataType == Inference.Tensors.DataType.String)
        {
            proto.StringVal.AddRange(tensor.Strings.Select(text => ByteString.CopyFrom(text.Span)));
        }
        else
        {
            proto.TensorContent = ByteString.CopyFrom(tensor.Data.Span);
        }

        return proto;
    }

    public static TensorInfo Info(string name, DataType type, params ReadOnlySpan<long> shape) =>
        new() { Name = name, Dtype = type, TensorShape = Shape(shape) };
}
