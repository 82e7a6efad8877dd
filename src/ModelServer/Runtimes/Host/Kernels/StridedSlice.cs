using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Python's slice notation, spelt as begins, ends, strides and masks over them.</summary>
internal sealed class StridedSlice
{
    private readonly long _beginMask;
    private readonly long _endMask;
    private readonly long _ellipsisMask;
    private readonly long _newAxisMask;
    private readonly long _shrinkMask;

    private StridedSlice(GraphNode node)
    {
        _beginMask = node.Int("begin_mask", 0);
        _endMask = node.Int("end_mask", 0);
        _ellipsisMask = node.Int("ellipsis_mask", 0);
        _newAxisMask = node.Int("new_axis_mask", 0) & ~_ellipsisMask;
        _shrinkMask = node.Int("shrink_axis_mask", 0);
    }

    public static Func<HostArguments, Tensor> Create(GraphNode node)
    {
        var slice = new StridedSlice(node);
        return arguments => slice.Run(arguments.Tensor(0), arguments.Longs(1), arguments.Longs(2), arguments.Longs(3));
    }

    private Tensor Run(Tensor tensor, long[] begin, long[] end, long[] strides)
    {
        List<AxisCut> cuts = [];
        List<long> shape = [];
        for (var i = 0; i < strides.Length; i++)
        {
            if (Has(_ellipsisMask, i))
            {
                var after = Enumerable.Range(i + 1, strides.Length - i - 1).Count(later => !Has(_newAxisMask, later));
                Whole(tensor, tensor.Rank - after, cuts, shape);
            }
            else if (Has(_newAxisMask, i))
            {
                shape.Add(1);
            }
            else if (cuts.Count == tensor.Rank)
            {
                throw Shapes.Invalid($"Index out of range using input dim {cuts.Count}; input has only {tensor.Rank} dims");
            }
            else
            {
                Cut(i, tensor.Shape[cuts.Count], (begin[i], end[i], strides[i]), cuts, shape);
            }
        }

        Whole(tensor, tensor.Rank, cuts, shape);
        return Moves.Cut(tensor, [.. cuts], [.. shape]);
    }

    private static bool Has(long mask, int position) => ((mask >> position) & 1) != 0;

    private static void Whole(Tensor tensor, int until, List<AxisCut> cuts, List<long> shape)
    {
        while (cuts.Count < until)
        {
            var size = tensor.Shape[cuts.Count];
            cuts.Add(new AxisCut(0, 1, size));
            shape.Add(size);
        }
    }

    private void Cut(int i, long size, (long Begin, long End, long Step) slice, List<AxisCut> cuts, List<long> shape)
    {
        var (begin, end, step) = slice;
        if (Has(_shrinkMask, i))
        {
            var index = begin < 0 ? begin + size : begin;
            cuts.Add(index >= 0 && index < size ? new AxisCut(index, 1, 1) : throw Shapes.Invalid($"slice index {begin} of dimension {cuts.Count} out of bounds."));
            return;
        }

        if (step == 0)
        {
            throw Shapes.Invalid($"strides[{i}] must be non-zero");
        }

        var (first, last) = step > 0 ? (0L, size) : (-1L, size - 1);
        var from = Has(_beginMask, i) ? (step > 0 ? 0 : size - 1) : Math.Clamp(begin < 0 ? begin + size : begin, first, Math.Max(first, last));
        var to = Has(_endMask, i) ? (step > 0 ? size : -1) : Math.Clamp(end < 0 ? end + size : end, first, Math.Max(first, last));
        var count = Math.Max(0, ((to - from) + step - Math.Sign(step)) / step);
        cuts.Add(new AxisCut(from, step, count));
        shape.Add(count);
    }
}
