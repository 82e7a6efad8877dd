using System.Globalization;
using Google.Protobuf;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Onnx;

/// <summary>Collects nodes, constants, inputs and outputs of one ONNX graph. Inputs stay without shape, as TensorFlow checks none.</summary>
internal sealed class OnnxGraphWriter
{
    private const int OperatorSet = 20;
    private const int IrVersion = 9;

    private readonly GraphProto _graph = new() { Name = "signature" };
    private int _names;

    public void Input(string name, DataType type) => _graph.Input.Add(Value(name, type));

    public void Output(string name, string value, DataType type)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Input = { value }, Output = { name } });
        _graph.Output.Add(Value(name, type));
    }

    public string Constant(Tensor value)
    {
        var constant = new TensorProto { Name = NextName("c"), DataType = ElementTypes.Of(value.DataType), Dims = { value.Shape.ToArray() } };
        if (value.DataType == DataType.String)
        {
            constant.StringData.AddRange(value.Strings.Select(text => ByteString.CopyFrom(text.Span)));
        }
        else
        {
            constant.RawData = UnsafeByteOperations.UnsafeWrap(value.Data);
        }

        _graph.Initializer.Add(constant);
        return constant.Name;
    }

    public string[] Node(string op, IEnumerable<string> inputs, int outputs, IEnumerable<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = op, Input = { inputs }, Attribute = { attributes } };
        for (var i = 0; i < outputs; i++)
        {
            node.Output.Add(NextName("v"));
        }

        _graph.Node.Add(node);
        return [.. node.Output];
    }

    public byte[] ToModel() => new ModelProto
    {
        IrVersion = IrVersion,
        ProducerName = "ModelServing",
        OpsetImport = { new OperatorSetIdProto { Version = OperatorSet } },
        Graph = _graph,
    }.ToByteArray();

    private string NextName(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{_names++}");

    private static ValueInfoProto Value(string name, DataType type) =>
        new() { Name = name, Type = new TypeProto { TensorType = new() { ElemType = ElementTypes.Of(type) } } };
}
