using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>What a converter sees of a node: its attributes, its inputs as ONNX values, and a place to write nodes.</summary>
internal sealed class OpContext(GraphNode node, GraphConverter converter)
{
    private readonly ConstantFolder _constants = converter.Constants;
    private readonly OnnxGraphWriter _writer = converter.Writer;
    private readonly ConvertedValues _values = converter.Values;

    /// <summary>Gets what converts the graph that the node is written to, for nodes that hold graphs themselves.</summary>
    public GraphConverter Converter => converter;

    public GraphNode Node => node;

    public int InputCount => node.Inputs.Count;

    public IEnumerable<string> Inputs => node.Inputs.Select(edge => _values[edge]);

    public string Input(int index) => index < node.Inputs.Count ? _values[node.Inputs[index]] : throw Refuse($"input {index} is missing");

    /// <summary>Gets the value of an input that is the same in every run.</summary>
    public bool TryConstant(int index, [NotNullWhen(true)] out Tensor? value) => _constants.TryGet(node.Inputs[index], out value);

    /// <summary>Gets the value of the node itself, if no request can change it.</summary>
    public bool TryOwnValue([NotNullWhen(true)] out Tensor? value) => _constants.TryGet(new Edge(node, 0), out value);

    /// <summary>Gets a constant input, which becomes an attribute in ONNX.</summary>
    public long[] Longs(int index) => TryConstant(index, out var value)
        ? ConstantFolder.ToLongs(value)
        : throw Refuse($"input {index} must be constant");

    /// <summary>Gets the shape of a constant or variable.</summary>
    public long[]? StaticShape(int index) => _constants.Shape(node.Inputs[index]);

    /// <summary>Gets the number of channels of an image, if the graph tells.</summary>
    public long? StaticChannels(int index, bool channelsFirst) => new ChannelTrace(_constants, channelsFirst).Find(node.Inputs[index]);

    public string Emit(string op, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes) => _writer.Node(op, inputs, 1, attributes)[0];

    /// <summary>Emits a node that says its name if it fails.</summary>
    public string EmitNamed(string op, string name, IEnumerable<string> inputs) => _writer.Node(op, inputs, 1, [], name)[0];

    public string[] EmitMany(string op, IEnumerable<string> inputs, int outputs, params IEnumerable<AttributeProto> attributes) =>
        _writer.Node(op, inputs, outputs, attributes);

    public string Constant(Tensor value) => _writer.Constant(value);

    public string Vector(params ReadOnlySpan<long> values) => _writer.Constant(Tensor.Create([values.Length], values));

    public string Cast(string value, DataType type) => Emit("Cast", [value], OnnxAttribute.Int("to", ElementTypes.Of(type)));

    /// <summary>Gets an input of sizes or axes as ONNX wants it: int64, and never a scalar.</summary>
    public string LongVector(int index) => TryConstant(index, out var value)
        ? Vector(ConstantFolder.ToLongs(value))
        : Emit("Reshape", [Cast(Input(index), DataType.Int64), Vector(-1)]);

    /// <summary>Makes a scalar of the type given.</summary>
    public string Scalar(DataType type, double value) => type switch
    {
        DataType.Float => Constant(Tensor.Scalar((float)value)),
        DataType.Int32 => Constant(Tensor.Scalar((int)value)),
        DataType.Int64 => Constant(Tensor.Scalar((long)value)),
        DataType.Double => Constant(Tensor.Scalar(value)),
        _ => Cast(Constant(Tensor.Scalar((float)value)), type),
    };

    /// <summary>Gets an input whose element type is known, for arithmetic.</summary>
    public Term Term(int index, DataType type) => new(this, type, Input(index));

    public LoadException Refuse(string reason) => new(ErrorCode.Unimplemented, $"Op {node.Op} at node {node.Name} cannot be converted: {reason}");
}
