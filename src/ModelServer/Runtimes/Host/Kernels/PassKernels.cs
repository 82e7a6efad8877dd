using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Operations that hand a value on.</summary>
internal static class PassKernels
{
    private static readonly string[] Names = ["Identity", "StopGradient", "PreventGradient", "Snapshot", "PlaceholderWithDefault", "EnsureShape", "CheckNumerics", "Enter"];

    public static IEnumerable<HostOp> All =>
    [
        .. Names.Select(name => new HostOp(name, Type, _ => arguments => [arguments.Anything(0)])),
        new("Switch", OutputTypes.T, _ => arguments => arguments.Anything(0) is var value ? [value, value] : []),
        new("IdentityN", TypeInList, _ => arguments => [.. Enumerable.Range(0, arguments.Count).Select(arguments.Anything)]),
    ];

    /// <summary>Tells operations whose outputs are their first input, whatever types they name: those of lists are not those of the items.</summary>
    public static bool HandsOn(string op) => op == "Switch" || Names.Contains(op);

    private static Inference.Tensors.DataType Type(GraphNode node, int output) => node.Type(node.Op == "PlaceholderWithDefault" ? "dtype" : "T");

    private static Inference.Tensors.DataType TypeInList(GraphNode node, int output) =>
        node.Attribute("T")?.List?.Type is { } types ? (Inference.Tensors.DataType)types[output] : Inference.Tensors.DataType.Invalid;
}
