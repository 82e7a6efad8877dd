namespace ModelServing.Autoscaler.Decisions.Hpa;

/// <summary>
/// From proposals to replicas as HorizontalPodAutoscaler v2 does: bounds, stabilisation windows, rate limits. Keeps the
/// recommendations and scale events that the windows look back on; without a behaviour the older, fixed limits hold.
/// </summary>
internal sealed class HpaController(int minimum, int maximum, HpaBehavior? behavior)
{
    private const int LegacyFactor = 2;
    private const int LegacyMinimum = 4;

    private static readonly TimeSpan LegacyWindow = TimeSpan.FromMinutes(5);

    /// <summary>No window or period may be longer in the API.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly List<(DateTimeOffset At, int Replicas)> _recommendations = [];
    private readonly List<(DateTimeOffset At, int Change)> _events = [];

    /// <summary>One sync. A null proposal means that no metric could say anything.</summary>
    public HpaVerdict Sync(DateTimeOffset now, int current, int? proposal)
    {
        _recommendations.RemoveAll(entry => now - entry.At > Memory);
        _events.RemoveAll(entry => now - entry.At > Memory);
        var verdict = Decide(now, current, proposal);
        if (verdict.Replicas != current)
        {
            _events.Add((now, verdict.Replicas - current));
        }

        return verdict;
    }

    private HpaVerdict Decide(DateTimeOffset now, int current, int? proposal)
    {
        if (current == 0 && minimum != 0)
        {
            return new HpaVerdict(0, HpaReason.ScalingDisabled);
        }

        if (current > maximum || current < minimum)
        {
            return current > maximum ? new HpaVerdict(maximum, HpaReason.CurrentAboveMax) : new HpaVerdict(minimum, HpaReason.CurrentBelowMin);
        }

        if (proposal is not { } desired)
        {
            return new HpaVerdict(current, HpaReason.FailedGetMetrics);
        }

        if (_recommendations.Count == 0)
        {
            // So that a restarted controller does not scale down before it has watched for a window.
            _recommendations.Add((now, current));
        }

        var stabilized = Stabilize(now, current, desired);
        _recommendations.Add((now, desired));
        var limited = Limit(now, current, stabilized);
        return limited.Reason == HpaReason.DesiredWithinRange && stabilized != desired ? limited with { Reason = HpaReason.Stabilized } : limited;
    }

    private int Stabilize(DateTimeOffset now, int current, int desired)
    {
        if (behavior is null)
        {
            return Younger(now, LegacyWindow).Append(desired).Max();
        }

        var up = Younger(now, behavior.Up.Window).Append(desired).Min();
        var down = Younger(now, behavior.Down.Window).Append(desired).Max();
        return current < up ? up : Math.Min(current, down);
    }

    private HpaVerdict Limit(DateTimeOffset now, int current, int desired)
    {
        var highest = behavior is null ? Math.Max(LegacyFactor * current, LegacyMinimum) : Math.Max(current, UpLimit(now, current, behavior.Up));
        var lowest = behavior is null ? minimum : Math.Min(current, DownLimit(now, current, behavior.Down));
        return desired switch
        {
            _ when desired > current && desired > Math.Min(highest, maximum) =>
                highest < maximum ? new HpaVerdict(highest, HpaReason.ScaleUpLimit) : new HpaVerdict(maximum, HpaReason.TooManyReplicas),
            _ when desired < current && desired < Math.Max(lowest, minimum) =>
                lowest > minimum ? new HpaVerdict(lowest, HpaReason.ScaleDownLimit) : new HpaVerdict(minimum, HpaReason.TooFewReplicas),
            _ => new HpaVerdict(desired, HpaReason.DesiredWithinRange),
        };
    }

    private int UpLimit(DateTimeOffset now, int current, HpaScalingRules rules) => Select(rules, current, most: Math.Max, least: Math.Min, policy =>
    {
        var start = current - Changed(now, policy.Period);
        return policy.Type == HpaPolicyType.Pods ? start + policy.Value : (int)Math.Ceiling(start * (1 + (policy.Value / 100.0)));
    });

    private int DownLimit(DateTimeOffset now, int current, HpaScalingRules rules) => Select(rules, current, most: Math.Min, least: Math.Max, policy =>
    {
        var start = current - Changed(now, policy.Period);
        return policy.Type == HpaPolicyType.Pods ? start - policy.Value : (int)(start * (1 - (policy.Value / 100.0)));
    });

    private static int Select(HpaScalingRules rules, int current, Func<int, int, int> most, Func<int, int, int> least, Func<HpaPolicy, int> limit) =>
        rules.Select == HpaPolicySelect.Disabled
            ? current
            : rules.Policies.Select(limit).Aggregate(rules.Select == HpaPolicySelect.Max ? most : least);

    private IEnumerable<int> Younger(DateTimeOffset now, TimeSpan window) =>
        _recommendations.Where(entry => now - entry.At < window).Select(entry => entry.Replicas);

    private int Changed(DateTimeOffset now, TimeSpan period) => _events.Where(entry => now - entry.At < period).Sum(entry => entry.Change);
}
