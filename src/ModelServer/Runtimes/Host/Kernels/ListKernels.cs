using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Lists of tensors, by which TensorFlow 2 keeps what loops read and write.</summary>
internal static class ListKernels
{
    private static readonly OutputType Element = OutputTypes.From("element_dtype");
    private static readonly OutputType[] Joined = [Element, OutputTypes.Int64];

    public static IEnumerable<HostOp> All =>
    [
        new("TensorListReserve", Element, node => arguments => [New(node, arguments.Tensor(0), arguments.Long(1))]),
        new("EmptyTensorList", Element, node => arguments => [New(node, arguments.Tensor(0), 0)]),
        new("TensorListFromTensor", Element, _ => arguments => [HostList.Of(arguments.Tensor(0))]),
        new("TensorListGetItem", Element, _ => arguments => [Item(arguments.List(0), arguments.Long(1), ItemShape(arguments.Tensor(2)))]),
        new("TensorListGather", Element, _ => arguments => [Gather(arguments.List(0), arguments.Longs(1), ItemShape(arguments.Tensor(2)))]),
        new("TensorListSetItem", Element, node => arguments => [Set(node, arguments)]),
        new("TensorListStack", Element, _ => arguments => [arguments.List(0).Stack(ItemShape(arguments.Tensor(1)))]),
        new("TensorListLength", OutputTypes.Fixed(DataType.Int32), _ => arguments => [Tensor.Scalar(arguments.List(0).Items.Length)]),
        new("TensorListPushBack", Element, _ => arguments => [arguments.List(0) is var list ? list with { Items = [.. list.Items, arguments.Value(1)] } : list]),
        new("TensorListPopBack", OutputTypes.Each(Element, Element), _ => arguments => Pop(arguments.List(0), ItemShape(arguments.Tensor(1)))),
        new("TensorListResize", Element, _ => arguments => [arguments.List(0).Resize(arguments.Long(1))]),
        new("TensorListScatter", Element, node => arguments => [Scatter(New(node, arguments.Tensor(2), 0), arguments.Longs(1), arguments.Tensor(0))]),
        new("TensorListScatterV2", Element, node => arguments => [Scatter(New(node, arguments.Tensor(2), Math.Max(0, arguments.Long(3))), arguments.Longs(1), arguments.Tensor(0))]),
        new("TensorListScatterIntoExistingList", Element, _ => arguments => [Scatter(arguments.List(0), arguments.Longs(2), arguments.Tensor(1))]),
        new("TensorListConcat", OutputTypes.Each(Joined), _ => arguments => Join(arguments.List(0))),
        new("TensorListConcatV2", OutputTypes.Each(Joined), _ => arguments => Join(arguments.List(0))),
        new("TensorListSplit", Element, _ => arguments => [Split(arguments.Tensor(0), arguments.Longs(2))]),
    ];

    public static object Item(HostList list, long index, long[]? itemShape)
    {
        if (index < 0 || index >= list.Items.Length)
        {
            throw Shapes.Invalid($"Trying to access element {index} in a list with {list.Items.Length} elements.");
        }

        return list.Items[index] ?? ((itemShape ?? list.ItemShape) is { } shape && !shape.Contains(-1)
            ? list.Zeros(shape)
            : throw Shapes.Invalid("Trying to read an uninitialized tensor but element_shape is not fully defined"));
    }

    public static Tensor Gather(HostList list, long[] indices, long[]? itemShape) =>
        (list with { Items = [.. indices.Select(index => index >= 0 && index < list.Items.Length ? list.Items[index] : throw Shapes.Invalid($"Trying to gather element {index} in a list with {list.Items.Length} elements."))] }).Stack(itemShape);

    public static HostList Scatter(HostList list, long[] positions, Tensor stacked) =>
        list.With(positions, HostList.Of(stacked).Items, position => $"TensorListScatter: Trying to scatter at index {position}");

    /// <summary>Joins the items along their first axes, which may be of different lengths.</summary>
    public static IReadOnlyList<object> Join(HostList list)
    {
        Tensor[] items = [.. list.Items.OfType<Tensor>()];
        return items.Length == 0
            ? [list.Zeros([0, .. (list.ItemShape ?? [0])[1..].Select(length => Math.Max(0, length))]), Elements.Longs([])]
            : [Moves.Concat(items, 0), Elements.Longs(Array.ConvertAll(items, item => item.Shape[0]))];
    }

    /// <summary>Cuts a tensor along its first axis into items of the lengths given.</summary>
    public static HostList Split(Tensor value, long[] lengths)
    {
        if (value.Rank == 0 || lengths.Sum() != value.Shape[0])
        {
            throw Shapes.Invalid($"Attempted to have the lengths {Shapes.Text(lengths)} sum up to the first dimension of the tensor, whose shape is {Shapes.Text(value.Shape)}");
        }

        var inner = Tensor.CountElements(value.Shape[1..]);
        var (start, items) = (0L, new object?[lengths.Length]);
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = new ElementBuffer(value.DataType).Add(value, start * inner, lengths[i] * inner).ToTensor([lengths[i], .. value.Shape[1..]]);
            start += lengths[i];
        }

        return new HostList(value.DataType, [-1, .. value.Shape[1..]], items);
    }

    private static HostList New(GraphNode node, Tensor itemShape, long length) => new(node.Type("element_dtype"), ItemShape(itemShape), new object?[length]);

    /// <summary>A single -1 means that not even the number of axes is known.</summary>
    private static long[]? ItemShape(Tensor shape) => shape.Rank == 0 ? null : Integers.Read(shape);

    private static HostList Set(GraphNode node, HostArguments arguments)
    {
        var list = arguments.List(0) with { CanGrow = node.Bool("resize_if_index_out_of_bounds") };
        return list.With([arguments.Long(1)], [arguments.Value(2)], position => $"Trying to modify element {position} in a list with {list.Items.Length} elements.");
    }

    private static IReadOnlyList<object> Pop(HostList list, long[]? itemShape) => list.Items.Length == 0
        ? throw Shapes.Invalid("Trying to pop from an empty list.")
        : [list with { Items = list.Items[..^1] }, Item(list, list.Items.Length - 1, itemShape)];
}
