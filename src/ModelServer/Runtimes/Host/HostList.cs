using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>A list of tensors, or of lists. Unlike the runtime's, its items may differ in shape, and be strings.</summary>
/// <param name="Type">The element type of the items.</param>
/// <param name="ItemShape">What is known of the items' shape, with -1 for lengths that are not; nothing where the rank is not known.</param>
/// <param name="Items">The items; nothing for those that were not written.</param>
internal sealed record HostList(DataType Type, long[]? ItemShape, object?[] Items)
{
    /// <summary>Gets whether a write behind the end makes the list longer.</summary>
    public bool CanGrow { get; init; } = true;

    /// <summary>Tells the operations that make or read lists.</summary>
    public static bool IsOp(string op) => op.StartsWith("TensorList", StringComparison.Ordinal) || op.StartsWith("TensorArray", StringComparison.Ordinal) || op == "EmptyTensorList";

    /// <summary>Takes a tensor apart along its first axis.</summary>
    public static HostList Of(Tensor stacked)
    {
        if (stacked.Rank == 0)
        {
            throw Shapes.Invalid("Tensor must be at least a vector, but saw shape: []");
        }

        var shape = stacked.Shape[1..].ToArray();
        var size = Tensor.CountElements(shape);
        var items = new object?[stacked.Shape[0]];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = new ElementBuffer(stacked.DataType).Add(stacked, i * size, size).ToTensor(shape);
        }

        return new HostList(stacked.DataType, shape, items);
    }

    /// <summary>Puts items at positions; the list grows where it may.</summary>
    public HostList With(IReadOnlyList<long> positions, IReadOnlyList<object?> written, Func<long, string> refusal)
    {
        var length = positions.Aggregate((long)Items.Length, (most, position) => CanGrow ? Math.Max(most, position + 1) : most);
        var items = new object?[length];
        Items.CopyTo(items, 0);
        for (var i = 0; i < positions.Count; i++)
        {
            items[positions[i] >= 0 && positions[i] < length ? positions[i] : throw Shapes.Invalid(refusal(positions[i]))] = written[i];
        }

        return this with { Items = items };
    }

    public HostList Resize(long length)
    {
        var items = new object?[length];
        Array.Copy(Items, items, Math.Min(Items.Length, length));
        return this with { Items = items };
    }

    /// <summary>Stacks the items. Those that were not written are zeros; a shape of which nothing tells is taken to be of ones.</summary>
    public Tensor Stack(long[]? itemShape = null)
    {
        var shape = Items.OfType<Tensor>().FirstOrDefault()?.Shape.ToArray() ?? [.. (itemShape ?? ItemShape ?? []).Select(length => length < 0 ? 1 : length)];
        var buffer = new ElementBuffer(Type);
        foreach (var item in Items)
        {
            var tensor = item as Tensor ?? Zeros(shape);
            buffer.Add(tensor.Shape.SequenceEqual(shape) ? tensor : throw Shapes.Invalid($"Tried to stack list which contains an element with a different shape: {Shapes.Text(shape)} vs. {Shapes.Text(tensor.Shape)}"), 0, tensor.ElementCount);
        }

        return buffer.ToTensor([Items.Length, .. shape]);
    }

    public Tensor Zeros(long[] shape)
    {
        var count = Tensor.CountElements(shape);
        return Type == DataType.String
            ? Tensor.FromStrings(shape, new ReadOnlyMemory<byte>[count])
            : Tensor.FromBytes(Type, shape, new byte[count * Type.Size()]);
    }
}
