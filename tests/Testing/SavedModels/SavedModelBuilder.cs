using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Testing.SavedModels;

/// <summary>Builds a SavedModel: a graph over resource variables, the nodes that save and restore them, and signatures.</summary>
public sealed class SavedModelBuilder
{
    private readonly SortedDictionary<string, Tensor> _variables = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SignatureDef> _signatures = new(StringComparer.Ordinal);

    private readonly SortedDictionary<string, string> _tables = new(StringComparer.Ordinal);
    private readonly List<(string Tensor, string File, byte[] Content)> _assets = [];
    private (string Node, bool IsCollection)? _initOp;

    /// <summary>Gets the graph, for what the methods here do not cover.</summary>
    public GraphDef Graph { get; } = new() { Library = new(), Versions = new() { Producer = 1286 } };

    /// <summary>Gets the tags of the one meta graph.</summary>
    public IList<string> Tags { get; } = ["serve"];

    /// <summary>Adds an operation and returns the name of its first output.</summary>
    public string Add(string op, string name, IEnumerable<string> inputs, params (string Name, AttrValue Value)[] attributes)
    {
        Graph.Node.Add(Node(op, name, inputs, attributes));
        return name + ":0";
    }

    /// <summary>Creates a node, for a function body for example.</summary>
    public static NodeDef Node(string op, string name, IEnumerable<string> inputs, params (string Name, AttrValue Value)[] attributes)
    {
        var node = new NodeDef { Name = name, Op = op, Input = { inputs } };
        foreach (var (key, value) in attributes)
        {
            node.Attr.Add(key, value);
        }

        return node;
    }

    /// <summary>Adds an input that callers feed.</summary>
    public string Placeholder(string name, DataType type, params long[] shape) =>
        Add("Placeholder", name, [], ("dtype", Attributes.Of(type)), ("shape", Attributes.Shape(shape)));

    /// <summary>Adds a constant.</summary>
    public string Constant(string name, Tensor value) =>
        Add("Const", name, [], ("dtype", Attributes.Of((DataType)value.DataType)), ("value", Attributes.Of(value)));

    /// <summary>Adds a variable whose value goes to the checkpoint, and returns the name of its handle.</summary>
    public string VariableHandle(string name, Tensor value)
    {
        _variables.Add(name, value);
        return Add(
            "VarHandleOp",
            name,
            [],
            ("container", Attributes.Of(string.Empty)),
            ("dtype", Attributes.Of((DataType)value.DataType)),
            ("shape", Attributes.Shape(value.Shape)),
            ("shared_name", Attributes.Of(name)));
    }

    /// <summary>Adds a variable of TensorFlow 1, which is a reference, and returns its name.</summary>
    public string ReferenceVariable(string name, Tensor value)
    {
        _variables.Add(name, value);
        return Add("VariableV2", name, [], ("dtype", Attributes.Of((DataType)value.DataType)), ("shape", Attributes.Shape(value.Shape)), ("shared_name", Attributes.Of(string.Empty)));
    }

    /// <summary>Adds a variable and a node that reads it, and returns what was read.</summary>
    public string Variable(string name, Tensor value) =>
        Add("ReadVariableOp", name + "/Read", [VariableHandle(name, value)], ("dtype", Attributes.Of((DataType)value.DataType)));

    /// <summary>Adds a function, for nodes to call or to hold as branch or body, and returns the attribute that names it.</summary>
    public AttrValue Function(string name, Action<FunctionBuilder> build)
    {
        var function = new FunctionBuilder(name);
        build(function);
        Graph.Library.Function.Add(function.Build());
        return Attributes.Function(name);
    }

    /// <summary>Adds a hash table and returns the name of its handle.</summary>
    public string Table(string name, DataType keys, DataType values, string op = "HashTableV2") => Add(
        op,
        name,
        [],
        ("container", Attributes.Of(string.Empty)),
        ("key_dtype", Attributes.Of(keys)),
        ("shared_name", Attributes.Of(name + "_shared")),
        ("use_node_name_sharing", Attributes.Of(true)),
        ("value_dtype", Attributes.Of(values)));

    /// <summary>Adds a mutable table whose content goes to the checkpoint, and returns the name of its handle.</summary>
    public string RestoredTable(string name, Tensor keys, Tensor values)
    {
        _variables.Add(name + "-keys", keys);
        _variables.Add(name + "-values", values);
        return _tables[name] = Table(name, (DataType)keys.DataType, (DataType)values.DataType, "MutableHashTableV2");
    }

    /// <summary>Adds a file, and the constant that will hold its path, or the placeholder to which it is fed.</summary>
    public string Asset(string name, string file, byte[] content, bool isFed = false)
    {
        _assets.Add((name + ":0", file, content));
        return isFed ? Placeholder(name, DataType.DtString) : Constant(name, Tensor.FromStrings([], "/where/it/was/exported/" + file));
    }

    /// <summary>Names the node that runs at load: as a signature like TensorFlow 2, or in the collection that TensorFlow 1 has for it.</summary>
    public void InitOp(string node, bool isCollection = false) => _initOp = (node, isCollection);

    /// <summary>Adds a signature.</summary>
    public void Sign(string name, IEnumerable<(string Alias, TensorInfo Info)> inputs, IEnumerable<(string Alias, TensorInfo Info)> outputs, string method = "tensorflow/serving/predict")
    {
        var signature = new SignatureDef { MethodName = method };
        foreach (var (alias, info) in inputs)
        {
            signature.Inputs.Add(alias, info);
        }

        foreach (var (alias, info) in outputs)
        {
            signature.Outputs.Add(alias, info);
        }

        _signatures.Add(name, signature);
    }

    /// <summary>Gives an input of a signature the value that it has where callers send none.</summary>
    public void Default(string signature, string alias, Tensor value) => _signatures[signature].Defaults.Add(alias, TensorProtos.Value(value));

    /// <summary>Writes the version folder: <c>saved_model.pb</c> and <c>variables/</c>.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "saved_model.pb"), Build().ToByteArray());
        if (_variables.Count > 0)
        {
            CheckpointWriter.Write(Path.Combine(folder, "variables", "variables"), _variables);
        }

        foreach (var (_, file, content) in _assets)
        {
            Directory.CreateDirectory(Path.Combine(folder, "assets"));
            File.WriteAllBytes(Path.Combine(folder, "assets", file), content);
        }
    }

    private SavedModel Build()
    {
        var metaGraph = new MetaGraphDef
        {
            MetaInfoDef = new() { Tags = { Tags }, TensorflowVersion = "2.15.0" },
            GraphDef = Graph.Clone(),
        };
        if (_variables.Count > 0)
        {
            metaGraph.SaverDef = SaverNodes.AddTo(metaGraph.GraphDef, _variables, _tables);
        }

        AddInitialization(metaGraph);
        foreach (var (name, signature) in _signatures)
        {
            metaGraph.SignatureDef.Add(name, signature);
        }

        return new SavedModel { SavedModelSchemaVersion = 1, MetaGraphs = { metaGraph } };
    }

    private void AddInitialization(MetaGraphDef metaGraph)
    {
        metaGraph.AssetFileDef.AddRange(_assets.Select(asset => new AssetFileDef { TensorInfo = new() { Name = asset.Tensor }, Filename = asset.File }));
        if (_initOp is not { } init)
        {
            return;
        }

        if (init.IsCollection)
        {
            metaGraph.CollectionDef.Add("saved_model_main_op", new CollectionDef { NodeList = new() { Value = { init.Node } } });
        }
        else
        {
            var info = new TensorInfo { Name = init.Node, TensorShape = new() { UnknownRank = true } };
            metaGraph.SignatureDef.Add("__saved_model_init_op", new SignatureDef { Outputs = { ["__saved_model_init_op"] = info } });
        }
    }
}
