using System.Globalization;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Loading.Ops;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Converts the nodes of one numeric stage; what comes from other stages is an input of the model.</summary>
internal sealed class SegmentCompiler(NodeOrder order, ConstantFolder constants)
{
    private readonly OnnxGraphWriter _writer = new();
    private readonly Dictionary<Edge, string> _values = [];
    private readonly List<(string Name, Edge Edge)> _inputs = [];
    private readonly List<(string Name, Edge Edge)> _outputs = [];

    public IReadOnlyList<(string Name, Edge Edge)> Inputs => _inputs;

    public IReadOnlyList<(string Name, Edge Edge)> Outputs => _outputs;

    public byte[] Model => _writer.ToModel();

    public void Add(GraphNode node, Func<Edge, DataType> typeOf)
    {
        foreach (var input in node.Inputs.Where(input => !_values.ContainsKey(input)))
        {
            _values[input] = order.IsConstant(input) && constants.TryGet(input, out var constant) ? _writer.Constant(constant) : Feed(input, typeOf(input));
        }

        var outputs = OpTable.Find(node.Op)!(new OpContext(node, constants, _writer, _values)); // what has no converter runs on the host
        for (var i = 0; i < outputs.Length; i++)
        {
            _values[new Edge(node, i)] = outputs[i];
        }
    }

    public void Export(Edge edge)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"out{_outputs.Count}");
        _writer.Output(name, _values.TryGetValue(edge, out var value)
            ? value
            : throw new LoadException(ErrorCode.Unimplemented, $"Output {edge.Index} of {edge.Node.Op} at node {edge.Node.Name} is not supported"));
        _outputs.Add((name, edge));
    }

    private string Feed(Edge edge, DataType type)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"in{_inputs.Count}");
        _writer.Input(name, type);
        _inputs.Add((name, edge));
        return name;
    }
}
