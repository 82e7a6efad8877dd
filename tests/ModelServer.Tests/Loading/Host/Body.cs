using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Collects the nodes of a function's body, in which outputs are named.</summary>
internal sealed class Body
{
    private readonly List<NodeDef> _nodes = [];

    public NodeDef[] Nodes => [.. _nodes];

    /// <summary>Adds a node and returns a reference to the output named.</summary>
    public string Add(string op, string output, IEnumerable<string> inputs, params (string, AttrValue)[] attributes)
    {
        var name = $"{op}_{_nodes.Count}";
        _nodes.Add(SavedModelBuilder.Node(op, name, inputs, attributes));
        return $"{name}:{output}:0";
    }

    public string Constant(Tensor value) =>
        Add("Const", "output", [], ("dtype", Attributes.Of((DataType)value.DataType)), ("value", Attributes.Of(value)));

    public string Vector(params int[] values) => Constant(Tensor.Create<int>([values.Length], values));

    /// <summary>Takes one column, or with one position one element: <c>value[..., index]</c>.</summary>
    public string At(string value, DataType type, int[] begin, int[] end, long openMask, long shrinkMask) => Add(
        "StridedSlice",
        "output",
        [value, Vector(begin), Vector(end), Vector([.. begin.Select(_ => 1)])],
        ("T", Attributes.Of(type)), ("Index", Attributes.Of(DataType.DtInt32)), ("begin_mask", Attributes.Of(openMask)), ("end_mask", Attributes.Of(openMask)), ("shrink_axis_mask", Attributes.Of(shrinkMask)));

    public string Cast(string value, DataType from, DataType to) => Add("Cast", "y", [value], ("SrcT", Attributes.Of(from)), ("DstT", Attributes.Of(to)));

    public string Math(string op, string left, string right, DataType type) => Add(op, op is "AddV2" or "Mul" or "Maximum" or "Minimum" or "Greater" or "Equal" ? "z" : "output", [left, right], ("T", Attributes.Of(type)));
}
