namespace ModelServing.ModelServer.Nodes;

/// <summary>How long a container that failed waits before it is started again: 10 s, doubled up to 5 minutes.</summary>
internal static class RestartBackOff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static TimeSpan After(int failures) => failures > 5 ? Longest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Max(0, failures - 1)));
}
