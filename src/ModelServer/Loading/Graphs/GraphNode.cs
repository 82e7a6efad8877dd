using System.Collections.Frozen;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>An operation, in the main graph or in one call of a function.</summary>
internal sealed class GraphNode(NodeDef definition, GraphScope scope)
{
    private const string Reference = "Ref";

    private static readonly FrozenSet<string> ReferenceOps = FrozenSet.ToFrozenSet(["RefEnter", "RefExit", "RefIdentity", "RefMerge", "RefNextIteration", "RefSwitch"]);

    private Edge[]? _inputs;
    private bool _resolving;

    /// <summary>Gets the operation; of those that TensorFlow 1 has for references too, the one for values.</summary>
    public string Op { get; } = ReferenceOps.Contains(definition.Op) ? definition.Op[Reference.Length..] : definition.Op;

    /// <summary>Gets whether the node hands a reference to a variable on rather than what it holds.</summary>
    public bool IsReference => definition.Op != Op;

    public string Name { get; } = scope.Prefix + definition.Name;

    public GraphScope Scope => scope;

    /// <summary>Gets the data inputs, with calls already looked through.</summary>
    public IReadOnlyList<Edge> Inputs => _inputs ??= Resolve();

    /// <summary>Gets the inputs as written, control inputs included.</summary>
    public IEnumerable<string> References => definition.Input;

    /// <summary>Copies the node's attributes, so that what keeps them does not keep the whole graph.</summary>
    public GraphNode Detach() => new(new NodeDef { Name = definition.Name, Op = definition.Op, Attr = { definition.Attr } }, scope.Detach());

    public AttrValue? Attribute(string name)
    {
        var value = definition.Attr.GetValueOrDefault(name);
        return value is { ValueCase: AttrValue.ValueOneofCase.Placeholder } ? scope.Bindings.GetValueOrDefault(value.Placeholder) : value;
    }

    public DataType Type(string attribute, DataType otherwise = DataType.Invalid) => Attribute(attribute) is { } value ? (DataType)value.Type : otherwise;

    public long Int(string attribute, long otherwise) => Attribute(attribute)?.I ?? otherwise;

    public float Float(string attribute, float otherwise) => Attribute(attribute)?.F ?? otherwise;

    public bool Bool(string attribute, bool otherwise = false) => Attribute(attribute)?.B ?? otherwise;

    public string Text(string attribute, string otherwise) => Attribute(attribute)?.S.ToStringUtf8() ?? otherwise;

    public long[] Ints(string attribute) => Attribute(attribute)?.List is { } list ? [.. list.I] : [];

    /// <summary>Gets the names of the functions that attributes hold.</summary>
    public IEnumerable<string> Functions => FunctionsOf(definition.Attr.Values);

    public static IEnumerable<string> FunctionsOf(IEnumerable<AttrValue> attributes) => attributes
        .SelectMany(value => value.ValueCase == AttrValue.ValueOneofCase.Func ? [value.Func] : value.List?.Func ?? Enumerable.Empty<NameAttrList>())
        .Select(function => function.Name);

    public override string ToString() => $"{Name} ({Op})";

    private Edge[] Resolve()
    {
        if (_resolving)
        {
            throw new LoadException(ErrorCode.InvalidArgument, $"The inputs of node {Name} lead back to it");
        }

        _resolving = true;
        Edge[] inputs = [.. definition.Input.Where(input => !input.StartsWith('^')).Select(scope.Resolve)];
        _resolving = false;
        return inputs;
    }
}
