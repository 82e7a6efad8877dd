using System.Globalization;
using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Onnx;

/// <summary>Collects nodes, constants, inputs and outputs of one ONNX graph. Inputs stay without shape, as TensorFlow checks none.</summary>
internal sealed class OnnxGraphWriter
{
    private const int OperatorSet = 20;
    private const int IrVersion = 9;

    /// <summary>Far more than any model has, though branches that hold branches twice each could ask for any number.</summary>
    private const int MaxNames = 500_000;

    private readonly GraphProto _graph = new() { Name = "signature" };
    private readonly NameCounter _names;
    private readonly OnnxGraphWriter _main;
    private readonly int _maxInline;
    private readonly Dictionary<Tensor, string> _weights = new(ReferenceEqualityComparer.Instance);

    /// <summary>Starts a model; constants of more bytes than given are left out of it.</summary>
    public OnnxGraphWriter(int maxInline = 1 << 16)
    {
        _names = new NameCounter();
        _main = this;
        _maxInline = maxInline;
    }

    private OnnxGraphWriter(OnnxGraphWriter outer)
    {
        _names = outer._names;
        _main = outer._main;
        _maxInline = outer._maxInline;
    }

    public GraphProto Graph => _graph;

    /// <summary>Starts a graph to be held by a node of this one. Names differ from those here, which it may read.</summary>
    public OnnxGraphWriter Subgraph() => new(this);

    public void Input(string name, DataType type) => _graph.Input.Add(Value(name, type));

    public void Output(string name, string value, DataType type)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Input = { value }, Output = { name } });
        _graph.Output.Add(Value(name, type));
    }

    /// <summary>Adds an input of a subgraph, whose type follows from the node that holds it.</summary>
    public string SubgraphInput()
    {
        var name = NextName("a");
        _graph.Input.Add(new ValueInfoProto { Name = name });
        return name;
    }

    /// <summary>Adds an input of a subgraph that is a single number, which the runtime wants to be told.</summary>
    public string SubgraphScalar(DataType type)
    {
        var scalar = Value(NextName("a"), type);
        scalar.Type.TensorType.Shape = new TensorShapeProto();
        _graph.Input.Add(scalar);
        return scalar.Name;
    }

    /// <summary>Adds an output of a subgraph. It gets a node of its own, since it may be an outer value or the same as another output.</summary>
    public void SubgraphOutput(string value) => _graph.Output.Add(new ValueInfoProto { Name = Node("Identity", [value], 1, [])[0] });

    /// <summary>Adds an output whose type the runtime infers.</summary>
    public void Output(string name, string value)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Input = { value }, Output = { name } });
        _graph.Output.Add(new ValueInfoProto { Name = name });
    }

    public string Constant(Tensor value)
    {
        if (value.Data.Length > _maxInline && !MayBeShape(value))
        {
            return _main.Weight(value);
        }

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

    public string[] Node(string op, IEnumerable<string> inputs, int outputs, IEnumerable<AttributeProto> attributes, string? name = null)
    {
        var node = new NodeProto { OpType = op, Input = { inputs }, Attribute = { attributes }, Name = name is null ? string.Empty : NextName(name + "#") };
        for (var i = 0; i < outputs; i++)
        {
            node.Output.Add(NextName("v"));
        }

        _graph.Node.Add(node);
        return [.. node.Output];
    }

    public OnnxModel ToModel()
    {
        var uses = WeightUses.Find(_graph);
        var weights = _weights.Where(pair => uses.ContainsKey(pair.Value)).ToArray(); // the runtime drops what no node takes, and then finds no place for its value
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "ModelServing",
            OpsetImport = { new OperatorSetIdProto { Version = OperatorSet } },
            Graph = _graph.Clone(),
        };
        model.Graph.Initializer.AddRange(weights.Select(pair => Beside(pair.Value, pair.Key)));
        return new OnnxModel(model.ToByteArray(), [.. weights.Select(pair => new OnnxWeight(pair.Value, pair.Key, uses[pair.Value]))]);
    }

    /// <summary>Leaves a value to be handed to the runtime beside the model; to the main graph, which is where it looks for such values.</summary>
    private string Weight(Tensor value)
    {
        if (!_weights.TryGetValue(value, out var name))
        {
            _weights[value] = name = NextName("w");
        }

        return name;
    }

    private static TensorProto Beside(string name, Tensor value) => new()
    {
        Name = name,
        DataType = ElementTypes.Of(value.DataType),
        Dims = { value.Shape.ToArray() },
        DataLocation = TensorProto.Types.DataLocation.External,
        ExternalData = { new StringStringEntryProto { Key = "location", Value = name } },
    };

    private string NextName(string prefix) => _names.Next < MaxNames
        ? string.Create(CultureInfo.InvariantCulture, $"{prefix}{_names.Next++}")
        : throw new LoadException(ErrorCode.ResourceExhausted, $"The graph needs more than {MaxNames} values once its branches and loops are written out");

    /// <summary>Shapes and axes must be in the model: the runtime reads them while it infers other shapes, before it looks beside it.</summary>
    private static bool MayBeShape(Tensor value) => value is { Rank: < 2, DataType: DataType.Int32 or DataType.Int64 };

    private static ValueInfoProto Value(string name, DataType type) =>
        new() { Name = name, Type = new TypeProto { TensorType = new() { ElemType = ElementTypes.Of(type) } } };

    private sealed class NameCounter
    {
        public int Next { get; set; }
    }
}
