namespace ModelServing.ModelServer.Runtimes;

/// <summary>Counts the runs of the process that go on now: one that has the processors to itself may spread, others had better not.</summary>
internal static class RunCount
{
    private static readonly int Most = Math.Max(1, Environment.ProcessorCount / 2);
    private static int _running;

    /// <summary>Counts a run in. Pair with <see cref="Leave"/>.</summary>
    /// <returns>Whether processors are idle.</returns>
    public static bool Enter() => Interlocked.Increment(ref _running) <= Most;

    public static void Leave() => Interlocked.Decrement(ref _running);
}
