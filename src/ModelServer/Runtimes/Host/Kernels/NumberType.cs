using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Which number types the host calculates with.</summary>
internal static class NumberType
{
    public static bool IsKnown(DataType type) => type is DataType.Int32 or DataType.Int64 or DataType.Float or DataType.Double;

    public static bool HasT(GraphNode node) => IsKnown(node.Type("T"));

    public static NotSupportedException Unknown(DataType type) => new($"The host does not calculate with elements of type {type.Name()}.");
}
