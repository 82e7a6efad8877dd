using System.Runtime.InteropServices;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Checkpoints;

namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>Filters with their axes as the runtime wants them: one of each for all signatures, which the runtime can then share.</summary>
internal sealed class FilterLayouts
{
    private readonly Dictionary<Tensor, Dictionary<string, Tensor>> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Puts the axes of a filter in another order. A large one's bytes are moved when the runtime takes them.</summary>
    public Tensor Get(Tensor filter, IReadOnlyList<int> order)
    {
        var known = _known.TryGetValue(filter, out var layouts) ? layouts : _known[filter] = new(StringComparer.Ordinal);
        var key = string.Join(' ', order);
        if (!known.TryGetValue(key, out var arranged))
        {
            var bytes = new StoredBytes(filter.Data.Length, target => Arrange(filter, order, target));
            known[key] = arranged = Tensor.FromBytes(filter.DataType, [.. order.Select(axis => filter.Shape[axis])], bytes.Memory);
        }

        return arranged;
    }

    private static void Arrange(Tensor filter, IReadOnlyList<int> order, Span<byte> target)
    {
        var source = new byte[filter.Data.Length];
        StoredBytes.Copy(filter, source);
        switch (filter.DataType.Size())
        {
            case sizeof(uint):
                Arrange(MemoryMarshal.Cast<byte, uint>(source), filter.Shape, order, MemoryMarshal.Cast<byte, uint>(target));
                break;
            case sizeof(ulong):
                Arrange(MemoryMarshal.Cast<byte, ulong>(source), filter.Shape, order, MemoryMarshal.Cast<byte, ulong>(target));
                break;
            case sizeof(ushort):
                Arrange(MemoryMarshal.Cast<byte, ushort>(source), filter.Shape, order, MemoryMarshal.Cast<byte, ushort>(target));
                break;
            default:
                Arrange<byte>(source, filter.Shape, order, target);
                break;
        }
    }

    private static void Arrange<T>(ReadOnlySpan<T> source, ReadOnlySpan<long> shape, IReadOnlyList<int> order, Span<T> target)
    {
        var (lengths, steps) = (new long[order.Count], new long[order.Count]);
        for (var i = 0; i < order.Count; i++)
        {
            lengths[i] = shape[order[i]];
            steps[i] = Tensor.CountElements(shape[(order[i] + 1)..]);
        }

        var position = new long[order.Count];
        var from = 0L;
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = source[(int)from];
            for (var axis = order.Count - 1; axis >= 0; axis--)
            {
                from += steps[axis];
                if (++position[axis] < lengths[axis])
                {
                    break;
                }

                from -= steps[axis] * lengths[axis];
                position[axis] = 0;
            }
        }
    }
}
