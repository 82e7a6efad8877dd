using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Operations that hand a value on.</summary>
internal static class PassKernels
{
    private static readonly string[] Names = ["Identity", "StopGradient", "PreventGradient", "Snapshot", "PlaceholderWithDefault", "EnsureShape", "CheckNumerics", "Enter"];

    public static IEnumerable<HostOp> All =>
    [
        .. Names.Select(name => HostOp.One(name, Type, arguments => arguments.Tensor(0))),
        new("IdentityN", (node, output) => (Inference.Tensors.DataType)node.Attribute("T")!.List.Type[output], _ => arguments => arguments.Tensors(0, arguments.Count)), // T is no optional attribute
    ];

    private static Inference.Tensors.DataType Type(GraphNode node, int output) => node.Type(node.Op == "PlaceholderWithDefault" ? "dtype" : "T");
}
