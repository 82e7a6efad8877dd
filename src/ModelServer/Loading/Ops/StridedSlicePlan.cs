using System.Numerics;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Which axes a strided slice cuts, drops and inserts. Axes after an ellipsis count from the end, so no rank is needed.</summary>
internal sealed class StridedSlicePlan
{
    private readonly long _beginMask;
    private readonly long _endMask;
    private readonly long _shrinkMask;
    private readonly long[] _steps;

    private StridedSlicePlan(GraphNode node, long[] steps)
    {
        _beginMask = node.Int("begin_mask", 0);
        _endMask = node.Int("end_mask", 0);
        _shrinkMask = node.Int("shrink_axis_mask", 0);
        _steps = steps;
    }

    /// <summary>Gets the positions in the specification that cut an axis, and below the axis each cuts.</summary>
    public List<int> Sliced { get; } = [];

    public List<long> Axes { get; } = [];

    /// <summary>Gets the axes of the input that a single index drops.</summary>
    public List<long> Squeezed { get; } = [];

    /// <summary>Gets the axes of the output that are new.</summary>
    public List<long> Inserted { get; } = [];

    public static StridedSlicePlan Create(GraphNode node, long[] steps)
    {
        var plan = new StridedSlicePlan(node, steps);
        var ellipsisMask = node.Int("ellipsis_mask", 0);
        var newMask = node.Int("new_axis_mask", 0) & ~ellipsisMask;
        var ellipsis = ellipsisMask == 0 ? steps.Length : BitOperations.TrailingZeroCount(ellipsisMask);
        var (axis, place) = (0L, 0L);
        for (var i = 0; i < ellipsis; i++)
        {
            plan.Visit(i, newMask, axis, place);
            axis += Has(newMask, i) ? 0 : 1;
            place += plan.IsShrunk(i) && !Has(newMask, i) ? 0 : 1;
        }

        (axis, place) = (-1L, -1L);
        for (var i = steps.Length - 1; i > ellipsis; i--)
        {
            plan.Visit(i, newMask, axis, place);
            axis -= Has(newMask, i) ? 0 : 1;
            place -= plan.IsShrunk(i) && !Has(newMask, i) ? 0 : 1;
        }

        return plan;
    }

    public bool IsShrunk(int position) => Has(_shrinkMask, position);

    public bool IsOpenAtBegin(int position) => Has(_beginMask, position) && !IsShrunk(position);

    public bool IsOpenAtEnd(int position) => Has(_endMask, position) && !IsShrunk(position);

    public bool IsBackwards(int position) => _steps[position] < 0 && !IsShrunk(position);

    private static bool Has(long mask, int position) => ((mask >> position) & 1) != 0;

    private void Visit(int position, long newMask, long axis, long place)
    {
        if (Has(newMask, position))
        {
            Inserted.Add(place);
            return;
        }

        Sliced.Add(position);
        Axes.Add(axis);
        if (IsShrunk(position))
        {
            Squeezed.Add(axis);
        }
    }
}
