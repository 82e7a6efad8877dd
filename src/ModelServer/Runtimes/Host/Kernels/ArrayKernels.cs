using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The arrays by which TensorFlow 1 keeps what loops read and write. The flow that orders their uses carries the list itself.</summary>
internal static class ArrayKernels
{
    private static readonly OutputType Element = OutputTypes.From("dtype");

    public static IEnumerable<HostOp> All =>
    [
        new("TensorArrayV3", Element, node => arguments => Create(node, arguments.Long(0)) is var list ? [list, list] : []),
        new("TensorArrayReadV3", Element, _ => arguments => [ListKernels.Item(arguments.List(2), arguments.Long(1), null)]),
        new("TensorArrayGatherV3", Element, node => arguments => [ListKernels.Gather(arguments.List(2), arguments.Longs(1), ItemShape(node))]),
        new("TensorArrayWriteV3", OutputTypes.T, _ => arguments => [Write(arguments.List(3), arguments.Long(1), arguments.Value(2))]),
        new("TensorArrayScatterV3", OutputTypes.T, _ => arguments => [ListKernels.Scatter(arguments.List(3), arguments.Longs(1), arguments.Tensor(2))]),
        new("TensorArraySizeV3", OutputTypes.Fixed(DataType.Int32), _ => arguments => [Tensor.Scalar(arguments.List(1).Items.Length)]),
        new("TensorArrayConcatV3", OutputTypes.Each(Element, OutputTypes.Int64), _ => arguments => ListKernels.Join(arguments.List(1))),
        new("TensorArraySplitV3", OutputTypes.T, _ => arguments => [ListKernels.Split(arguments.Tensor(1), arguments.Longs(2))]),
    ];

    private static HostList Create(GraphNode node, long length) => new(node.Type("dtype"), ItemShape(node), new object?[length]) { CanGrow = node.Bool("dynamic_size") };

    private static HostList Write(HostList list, long index, object item) =>
        list.With([index], [item], position => $"Tried to write to index {position} but array is not resizeable and size is: {list.Items.Length}");

    private static long[]? ItemShape(GraphNode node) => node.Attribute("element_shape")?.Shape is { UnknownRank: false } shape && shape.Dim.Count > 0
        ? [.. shape.Dim.Select(dimension => dimension.Size)]
        : null;
}
