using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Operations that hand a value on.</summary>
internal static class PassKernels
{
    private static readonly string[] Names = ["Identity", "StopGradient", "PreventGradient", "Snapshot", "PlaceholderWithDefault", "CheckNumerics", "Enter", "Print"];

    public static IEnumerable<HostOp> All =>
    [
        .. Names.Select(name => new HostOp(name, Type, _ => arguments => [arguments.Anything(0)])),
        HostOp.One("EnsureShape", OutputTypes.T, EnsureShape),
        new("Switch", OutputTypes.T, _ => arguments => arguments.Anything(0) is var value ? [value, value] : []),
        new("IdentityN", TypeInList, _ => arguments => [.. Enumerable.Range(0, arguments.Count).Select(arguments.Anything)]),
    ];

    /// <summary>Tells operations whose outputs are their first input, whatever types they name: those of lists are not those of the items.</summary>
    public static bool HandsOn(string op) => op is "Switch" or "EnsureShape" || Names.Contains(op);

    private static Func<HostArguments, Tensor> EnsureShape(GraphNode node)
    {
        var promised = node.Attribute("shape")?.Shape is { UnknownRank: false } shape ? shape.Dim.Select(dimension => dimension.Size).ToArray() : null;
        return arguments =>
        {
            var value = arguments.Tensor(0);
            return promised is null || (promised.Length == value.Rank && promised.Zip(value.Shape.ToArray()).All(axis => axis.First < 0 || axis.First == axis.Second))
                ? value
                : throw Shapes.Invalid($"Shape of tensor {node.Name} {Shapes.Text(value.Shape)} is not compatible with expected shape [{string.Join(',', promised.Select(length => length < 0 ? "?" : $"{length}"))}].");
        };
    }

    private static DataType Type(GraphNode node, int output) => node.Type(node.Op == "PlaceholderWithDefault" ? "dtype" : "T");

    private static DataType TypeInList(GraphNode node, int output) =>
        node.Attribute("T")?.List?.Type is { } types ? (DataType)types[output] : DataType.Invalid;
}
