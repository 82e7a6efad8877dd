using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Operations that hand a value on.</summary>
internal static class PassKernels
{
    private static readonly string[] Names = ["Identity", "StopGradient", "PreventGradient", "Snapshot", "PlaceholderWithDefault", "EnsureShape", "CheckNumerics", "Enter"];

    public static IEnumerable<HostOp> All =>
    [
        .. Names.Select(name => HostOp.One(name, Type, arguments => arguments.Tensor(0))),
        new("IdentityN", TypeInList, _ => arguments => arguments.Tensors(0, arguments.Count)),
    ];

    private static Inference.Tensors.DataType Type(GraphNode node, int output) => node.Type(node.Op == "PlaceholderWithDefault" ? "dtype" : "T");

    private static Inference.Tensors.DataType TypeInList(GraphNode node, int output) =>
        node.Attribute("T")?.List?.Type is { } types ? (Inference.Tensors.DataType)types[output] : Inference.Tensors.DataType.Invalid;
}
