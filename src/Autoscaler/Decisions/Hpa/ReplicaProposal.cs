namespace ModelServing.Autoscaler.Decisions.Hpa;

/// <summary>
/// What one metric proposes, as kube-controller-manager's replica calculator does; null when the metric cannot say.
/// </summary>
/// <remarks>Integer divisions truncate exactly where the controller's do: 77.9 % utilisation is 77 %.</remarks>
internal static class ReplicaProposal
{
    private const double Tolerance = 0.1;

    /// <summary>Resource metric with a Utilization target, in percent of the requests.</summary>
    public static int? Utilization(int current, IReadOnlyList<HpaPod> pods, long targetPercent)
    {
        var fill = Math.Max(100, targetPercent);
        return FromPods(current, pods, Ratio, pod => pod.Request * fill / 100);

        double Ratio(IReadOnlyCollection<HpaPod> measured) =>
            (double)(measured.Sum(pod => pod.Metric!.Value) * 100 / measured.Sum(pod => pod.Request)) / targetPercent; // measured pods have a value
    }

    /// <summary>Pods metric with an AverageValue target.</summary>
    public static int? AverageOfPods(int current, IReadOnlyList<HpaPod> pods, long target)
    {
        return FromPods(current, pods, Ratio, _ => target);

        double Ratio(IReadOnlyCollection<HpaPod> measured) =>
            (double)(measured.Sum(pod => pod.Metric!.Value) / measured.Count) / target; // measured pods have a value
    }

    /// <summary>Object or External metric with a Value target: the ratio multiplies the ready pods, whatever they do to the value.</summary>
    public static int Value(int current, int readyPods, long value, long target)
    {
        var ratio = (double)value / target;
        return current == 0 ? Ceiling(ratio) : Within(ratio) ? current : Ceiling(ratio * readyPods);
    }

    /// <summary>Object or External metric with an AverageValue target.</summary>
    public static int AverageValue(int current, long value, long target) =>
        current != 0 && Within((double)value / ((double)target * current)) ? current : Ceiling((double)value / target);

    /// <summary>The largest proposal; with a failed metric only one that scales up counts.</summary>
    public static int? Combine(IReadOnlyCollection<int?> proposals, int current)
    {
        var largest = proposals.Max();
        return proposals.Contains(null) && largest < current ? null : largest;
    }

    private static int? FromPods(
        int current, IReadOnlyList<HpaPod> pods, Func<IReadOnlyCollection<HpaPod>, double> ratioOf, Func<HpaPod, long> fillBelow)
    {
        HpaPod[] counted = [.. pods.Where(pod => !pod.Ignored)];
        HpaPod[] ready = [.. counted.Where(pod => pod is { Unready: false, Metric: not null })];
        HpaPod[] missing = [.. counted.Where(pod => pod is { Unready: false, Metric: null })];
        HpaPod[] unready = [.. counted.Where(pod => pod.Unready)];
        if (ready.Length == 0)
        {
            return null;
        }

        var ratio = ratioOf(ready);
        if (missing.Length == 0 && (unready.Length == 0 || ratio <= 1))
        {
            return Within(ratio) ? current : Ceiling(ratio * ready.Length);
        }

        // Assume the worst for the direction: silent pods are busy on the way down and idle on the way up.
        HpaPod[] filled =
        [
            .. ready,
            .. missing.Select(pod => pod with { Metric = ratio < 1 ? fillBelow(pod) : 0 }),
            .. unready.Where(_ => ratio > 1).Select(pod => pod with { Metric = 0 }),
        ];
        return Rebalanced(current, ratio, ratioOf(filled), filled.Length);
    }

    private static int Rebalanced(int current, double first, double second, int pods)
    {
        var flipped = (first < 1 && second > 1) || (first > 1 && second < 1);
        var replicas = Ceiling(second * pods);
        var against = (second < 1 && replicas > current) || (second > 1 && replicas < current);
        return Within(second) || flipped || against ? current : replicas;
    }

    private static bool Within(double ratio) => ratio is >= 1 - Tolerance and <= 1 + Tolerance;

    private static int Ceiling(double replicas) => (int)Math.Ceiling(replicas);
}
