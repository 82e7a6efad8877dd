namespace ModelServing.ModelServer.Nodes;

/// <summary>Decides from probe results whether a container is ready: thresholds of consecutive results, as a kubelet counts them.</summary>
internal readonly record struct ReadinessGate(int SuccessThreshold, int FailureThreshold)
{
    public bool IsReady { get; private init; }

    private int Streak { get; init; }

    public ReadinessGate Observe(bool succeeded)
    {
        if (succeeded == IsReady)
        {
            return this with { Streak = 0 };
        }

        var streak = Streak + 1;
        var turns = streak >= Math.Max(1, succeeded ? SuccessThreshold : FailureThreshold);
        return this with { IsReady = turns ? succeeded : IsReady, Streak = turns ? 0 : streak };
    }
}
