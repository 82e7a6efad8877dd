using System.Globalization;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Loading.Ops;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Converts the nodes of one numeric stage; what comes from other stages is an input of the model.</summary>
internal sealed class SegmentCompiler(NodeOrder order, HostScope scope)
{
    private readonly List<(string Name, Edge Edge)> _inputs = [];
    private readonly List<(string Name, Edge Edge)> _outputs = [];
    private readonly GraphConverter _converter = new(scope.Constants, new OnnxGraphWriter(), new ConvertedValues(), new ConversionRules(Refuse, scope.IsFed, static () => false));

    public IReadOnlyList<(string Name, Edge Edge)> Inputs => _inputs;

    public IReadOnlyList<(string Name, Edge Edge)> Outputs => _outputs;

    public OnnxModel Model => _converter.Writer.ToModel();

    public void Add(GraphNode node, Func<Edge, DataType> typeOf)
    {
        if (_converter.Values.ContainsKey(new Edge(node, 0)))
        {
            return; // another end of a loop that is converted
        }

        foreach (var input in scope.Dependencies(node).Where(input => !_converter.Values.ContainsKey(input)))
        {
            _converter.Values[input] = order.IsConstant(input) && scope.Constants.TryGet(input, out var constant) ? _converter.Writer.Constant(constant) : Feed(input, typeOf(input));
        }

        var outputs = OpTable.Find(node.Op)!(new OpContext(node, _converter)); // what has no converter runs on the host
        for (var i = 0; i < outputs.Length; i++)
        {
            _converter.Values[new Edge(node, i)] = outputs[i];
        }
    }

    public void Export(Edge edge)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"out{_outputs.Count}");
        _converter.Writer.Output(name, _converter.Values.ContainsKey(edge)
            ? _converter.Values[edge]
            : throw new LoadException(ErrorCode.Unimplemented, $"Output {edge.Index} of {edge.Node.Op} at node {edge.Node.Name} is not supported"));
        _outputs.Add((name, edge));
    }

    /// <summary>Within a loop or a condition there is no other stage to leave an operation to.</summary>
    private static bool Refuse(Edge edge) => OpTable.Find(edge.Node.Op) is null
        ? throw new LoadException(ErrorCode.Unimplemented, $"Op {edge.Node.Op} at node {edge.Node.Name} is not supported within a loop or a condition")
        : false;

    private string Feed(Edge edge, DataType type)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"in{_inputs.Count}");
        _converter.Writer.Input(name, type);
        _inputs.Add((name, edge));
        return name;
    }
}
