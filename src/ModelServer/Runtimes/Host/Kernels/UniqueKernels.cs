using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Distinct elements, in the order of their first occurrence.</summary>
internal static class UniqueKernels
{
    private static readonly OutputType Index = OutputTypes.From("out_idx", DataType.Int32);

    public static IEnumerable<HostOp> All =>
    [
        new("Unique", OutputTypes.Each(OutputTypes.T, Index), node => arguments => Unique(node, arguments.Tensor(0))[..2]),
        new("UniqueWithCounts", OutputTypes.Each(OutputTypes.T, Index, Index), node => arguments => Unique(node, arguments.Tensor(0))),
        new("UniqueV2", OutputTypes.Each(OutputTypes.T, Index), node => arguments => Unique(node, arguments.Tensor(0))[..2]),
        new("ListDiff", OutputTypes.Each(OutputTypes.T, Index), node => arguments => Difference(node, arguments.Tensor(0), arguments.Tensor(1)))
        {
            Handles = node => node.Type("T") is DataType.String or DataType.Int32 or DataType.Int64, // floats that are equal may differ in their bytes
        },
    ];

    /// <summary>The elements that the second list does not have, in the order of the first, and where they are.</summary>
    private static Tensor[] Difference(GraphNode node, Tensor list, Tensor other)
    {
        var known = Enumerable.Range(0, (int)other.ElementCount).Select(i => Elements.Bytes(other, i)).ToHashSet(BytesComparer.Instance);
        List<long> places = [];
        var kept = new ElementBuffer(list.DataType);
        for (var i = 0; i < list.ElementCount; i++)
        {
            if (!known.Contains(Elements.Bytes(list, i)))
            {
                places.Add(i);
                kept.Add(list, i, 1);
            }
        }

        return [kept.ToTensor(places.Count), Integers.Write(node.Type("out_idx", DataType.Int32), [places.Count], [.. places])];
    }

    private static Tensor[] Unique(GraphNode node, Tensor values)
    {
        if (values.Rank != 1)
        {
            throw Shapes.Invalid("unique expects a 1D vector.");
        }

        Dictionary<ReadOnlyMemory<byte>, int> known = new(BytesComparer.Instance);
        var places = new long[values.ElementCount];
        List<long> counts = [];
        var distinct = new ElementBuffer(values.DataType);
        for (var i = 0; i < places.Length; i++)
        {
            var element = Elements.Bytes(values, i);
            if (!known.TryGetValue(element, out var place))
            {
                known[element] = place = counts.Count;
                counts.Add(0);
                distinct.Add(values, i, 1);
            }

            places[i] = place;
            counts[place]++;
        }

        var type = node.Type("out_idx", DataType.Int32);
        return [distinct.ToTensor(counts.Count), Integers.Write(type, [places.Length], places), Integers.Write(type, [counts.Count], [.. counts])];
    }
}
