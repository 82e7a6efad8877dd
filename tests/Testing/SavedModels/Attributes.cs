using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Testing.SavedModels;

/// <summary>Attribute values from plain ones.</summary>
public static class Attributes
{
    public static AttrValue Of(DataType type) => new() { Type = type };

    public static AttrValue Of(long value) => new() { I = value };

    public static AttrValue Of(float value) => new() { F = value };

    public static AttrValue Of(bool value) => new() { B = value };

    public static AttrValue Of(string value) => new() { S = ByteString.CopyFromUtf8(value) };

    public static AttrValue Of(Tensor value) => new() { Tensor = TensorProtos.Value(value) };

    public static AttrValue Shape(params ReadOnlySpan<long> dimensions) => new() { Shape = TensorProtos.Shape(dimensions) };

    public static AttrValue List(params IEnumerable<long> values) => new() { List = new() { I = { values } } };

    public static AttrValue List(params IEnumerable<DataType> values) => new() { List = new() { Type = { values } } };

    public static AttrValue List(params IEnumerable<string> values) => new() { List = new() { S = { values.Select(ByteString.CopyFromUtf8) } } };

    public static AttrValue List(params IEnumerable<float> values) => new() { List = new() { F = { values } } };

    public static AttrValue Shapes(params IEnumerable<long[]> values) => new() { List = new() { Shape = { values.Select(shape => TensorProtos.Shape(shape)) } } };

    public static AttrValue Function(string name) => new() { Func = new NameAttrList { Name = name } };
}
