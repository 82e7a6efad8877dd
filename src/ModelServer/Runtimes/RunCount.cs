namespace ModelServing.ModelServer.Runtimes;

/// <summary>Counts the runs of the process that go on now: one that has the processors to itself may spread, others had better not.</summary>
internal static class RunCount
{
    /// <summary>Runs that met a moment ago will meet again: a gap between two of them is the protocol's, not an idle processor.</summary>
    private const long Memory = 100;

    private static readonly int Most = Math.Max(1, Environment.ProcessorCount / 2);
    private static int _running;
    private static long _busyUntil;

    /// <summary>Counts a run in. Pair with <see cref="Leave"/>.</summary>
    /// <returns>Whether processors are idle.</returns>
    public static bool Enter() => Enter(Environment.TickCount64);

    /// <summary>Counts a run in at a time, in milliseconds.</summary>
    internal static bool Enter(long now)
    {
        if (Interlocked.Increment(ref _running) <= Most)
        {
            return now >= Volatile.Read(ref _busyUntil);
        }

        Volatile.Write(ref _busyUntil, now + Memory);
        return false;
    }

    public static void Leave() => Interlocked.Decrement(ref _running);
}
