using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>A TensorFlow operation that the host can run.</summary>
/// <param name="Name">TensorFlow's name for it.</param>
/// <param name="Type">The element type of each output of a node.</param>
/// <param name="Create">Reads a node's attributes, once, at load.</param>
internal sealed record HostOp(string Name, OutputType Type, Func<GraphNode, HostKernel> Create)
{
    /// <summary>Gets whether the kernel can run a node, of whose types it may know only some.</summary>
    public Func<GraphNode, bool> Handles { get; init; } = _ => true;

    /// <summary>Describes an operation with one output.</summary>
    public static HostOp One(string name, OutputType type, Func<GraphNode, Func<HostArguments, Tensor>> create) => new(name, type, node =>
    {
        var kernel = create(node);
        return arguments => [kernel(arguments)];
    });

    /// <summary>Describes an operation with one output and no attributes that matter.</summary>
    public static HostOp One(string name, OutputType type, Func<HostArguments, Tensor> kernel) => new(name, type, _ => arguments => [kernel(arguments)]);
}
