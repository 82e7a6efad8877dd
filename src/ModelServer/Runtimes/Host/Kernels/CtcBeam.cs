using System.Numerics;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>A sequence of labels that a beam search over scores with blanks has come to. Probabilities are logarithms.</summary>
internal sealed class CtcBeam<T>(CtcBeam<T>? parent, int label)
    where T : struct, IFloatingPointIeee754<T>
{
    private static readonly (T, T, T) None = (T.NegativeInfinity, T.NegativeInfinity, T.NegativeInfinity);

    private readonly Dictionary<int, CtcBeam<T>> _children = [];

    /// <summary>Gets what the sequence had before this step: in all, ending in a blank, and ending in its label.</summary>
    public (T Total, T Blank, T Label) Old { get; private set; } = None;

    public (T Total, T Blank, T Label) New { get; private set; } = None;

    public bool IsActive => !T.IsNegativeInfinity(New.Total);

    private int Label => label;

    public static CtcBeam<T> Root() => new(null, -1) { New = (T.Zero, T.Zero, T.NegativeInfinity) };

    /// <summary>Gets the sequence with one more label.</summary>
    public CtcBeam<T> Child(int next)
    {
        if (!_children.TryGetValue(next, out var child))
        {
            _children[next] = child = new CtcBeam<T>(this, next);
        }

        return child;
    }

    public void Age() => Old = New;

    /// <summary>Takes a step that adds no label: the last one again, or a blank.</summary>
    public void Stay(ReadOnlySpan<T> scores, int blank, T offset)
    {
        var last = New.Label;
        if (parent is not null)
        {
            last = parent.IsActive ? Sum(last, label == parent.Label ? parent.Old.Blank : parent.Old.Total) : last;
            last += scores[label] - offset;
        }

        var empty = Old.Total + scores[blank] - offset;
        New = (Sum(empty, last), empty, last);
    }

    /// <summary>Takes the step in which the last label was added.</summary>
    public void Begin(T score)
    {
        var own = score + (label == parent!.Label ? parent.Old.Blank : parent.Old.Total); // only a root has no parent, and it adds none
        New = (own, T.NegativeInfinity, own);
    }

    public void Drop() => New = None;

    public void Forget() => (Old, New) = (None, None);

    /// <summary>Lists the labels; of labels that follow themselves only one, if asked.</summary>
    public List<long> Labels(bool merges)
    {
        List<long> labels = [];
        for (var (beam, last) = (this, -1); beam.Parent is { } before; (beam, last) = (before, beam.Label))
        {
            if (!merges || beam.Label != last)
            {
                labels.Add(beam.Label);
            }
        }

        labels.Reverse();
        return labels;
    }

    private CtcBeam<T>? Parent => parent;

    private static T Sum(T one, T other) => T.IsNegativeInfinity(one) ? other
        : T.IsNegativeInfinity(other) ? one
        : T.Max(one, other) + T.LogP1(T.Exp(T.Min(one, other) - T.Max(one, other)));
}
