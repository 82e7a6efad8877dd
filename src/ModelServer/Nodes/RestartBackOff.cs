namespace ModelServing.ModelServer.Nodes;

/// <summary>How long a container that failed waits before it is started again: not at all the first time, then 10 s, doubled up to 5 minutes.</summary>
internal sealed class RestartBackOff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>A container that ran for so long has recovered: its next failure is a first one.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(10);

    private int _failures;

    public TimeSpan Next(TimeSpan ran)
    {
        _failures = ran >= Recovery ? 1 : _failures + 1;
        return After(_failures - 1);
    }

    private static TimeSpan After(int failures) => failures switch
    {
        0 => TimeSpan.Zero,
        > 5 => Longest,
        _ => TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << (failures - 1))),
    };
}
