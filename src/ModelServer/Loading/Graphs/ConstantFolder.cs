using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>Finds values that no request can change: constants, variables, and simple arithmetic of shapes over them.</summary>
internal sealed class ConstantFolder(Func<GraphNode, Tensor?> variable, IReadOnlyDictionary<GraphNode, Tensor> given)
{
    /// <summary>Shape arithmetic stays small; what grows larger is left to the runtime.</summary>
    private const int MaxJoined = 1 << 20;

    /// <summary>Values, and nothing for nodes that were looked at in vain: graphs share so much that looking again would never end.</summary>
    private readonly Dictionary<GraphNode, Tensor?> _known = new(given.Select(pair => KeyValuePair.Create(pair.Key, (Tensor?)pair.Value)));

    public bool TryGet(Edge edge, [NotNullWhen(true)] out Tensor? value)
    {
        if (edge.Index > 0 && edge.Node.Op != "Switch")
        {
            value = null; // what is kept of a node is its first output, which only a switch gives twice
            return false;
        }

        if (!_known.TryGetValue(edge.Node, out value))
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            value = Compute(edge.Node);
            _known[edge.Node] = value;
        }

        return value is not null;
    }

    /// <summary>Gets the filters among them in other layouts.</summary>
    public FilterLayouts Filters { get; } = new();

    /// <summary>Gets the shape of a constant or variable.</summary>
    public long[]? Shape(Edge edge) => TryGet(edge, out var value) ? value.Shape.ToArray() : null;

    public static long[] ToLongs(Tensor value) => value.DataType switch
    {
        DataType.Int32 => [.. value.AsSpan<int>()],
        DataType.Int64 => value.AsSpan<long>().ToArray(),
        _ => throw new LoadException(ErrorCode.Unimplemented, $"A constant {value} was found where integers are needed"),
    };

    private Tensor? Compute(GraphNode node) => node.Op switch
    {
        "Const" => TensorValues.Read(node.Attribute("value")?.Tensor ?? new(), node.Name),
        "VariableV2" or "VarHandleOp" or "Variable" => variable(node),
        "Identity" or "ReadVariableOp" or "StopGradient" or "EnsureShape" or "Enter" or "Switch" => Input(node, 0),
        "Reshape" when Input(node, 0) is { } data && Input(node, 1) is { } shape => Reshape(data, ToLongs(shape)),
        "Cast" when Input(node, 0) is { DataType: DataType.Int32 or DataType.Int64 or DataType.Bool } data => Cast(data, node.Type("DstT")),
        "Select" or "SelectV2" when Input(node, 0) is { DataType: DataType.Bool, Rank: 0 } condition => Choose(condition.AsSpan<bool>()[0], Input(node, 1), Input(node, 2)),
        "Pack" when node.Int("axis", 0) == 0 => Join(node, node.Inputs.Count, isPack: true),
        "ConcatV2" => Join(node, node.Inputs.Count - 1, isPack: false),
        _ => ShapeArithmetic.Knows(node) ? Arithmetic(node) : null,
    };

    private Tensor? Arithmetic(GraphNode node)
    {
        var inputs = new Tensor[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (Input(node, i) is not { } input)
            {
                return null;
            }

            inputs[i] = input;
        }

        return inputs.Length > 0 ? ShapeArithmetic.Compute(node, inputs) : null;
    }

    private Tensor? Input(GraphNode node, int index) => index < node.Inputs.Count && TryGet(node.Inputs[index], out var value) ? value : null;

    private static Tensor Reshape(Tensor data, long[] shape)
    {
        var open = Array.IndexOf(shape, -1);
        if (open >= 0)
        {
            shape[open] = 1;
            shape[open] = data.ElementCount / Math.Max(1, Tensor.CountElements(shape));
        }

        return data.Reshape(shape);
    }

    private static Tensor? Cast(Tensor data, DataType type)
    {
        var values = data.DataType == DataType.Bool ? Array.ConvertAll(data.AsSpan<bool>().ToArray(), value => value ? 1L : 0) : ToLongs(data);
        return type switch
        {
            DataType.Int32 => Tensor.Create<int>(data.Shape, values.Select(value => (int)value).ToArray()),
            DataType.Int64 => Tensor.Create<long>(data.Shape, values),
            _ => null,
        };
    }

    /// <summary>The other value counts too: the result has the shape that both make together.</summary>
    private static Tensor? Choose(bool condition, Tensor? then, Tensor? otherwise) =>
        then is not null && otherwise is not null && then.Shape.SequenceEqual(otherwise.Shape) ? (condition ? then : otherwise) : null;

    /// <summary>Joins scalars (Pack) or vectors (ConcatV2) of equal type, as shape arithmetic does.</summary>
    private Tensor? Join(GraphNode node, int count, bool isPack)
    {
        List<byte> bytes = [];
        Tensor? last = null;
        for (var i = 0; i < count; i++)
        {
            last = Input(node, i);
            if (last is null || last.Rank != (isPack ? 0 : 1) || last.DataType.Size() == 0 || bytes.Count > MaxJoined)
            {
                return null;
            }

            bytes.AddRange(last.Data.Span);
        }

        return last is null ? null : Tensor.FromBytes(last.DataType, [bytes.Count / last.DataType.Size()], CollectionsMarshal.AsSpan(bytes).ToArray());
    }
}
