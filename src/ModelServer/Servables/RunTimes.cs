namespace ModelServing.ModelServer.Servables;

/// <summary>Remembers whether runs of a model have been too short to be worth another thread.</summary>
internal sealed class RunTimes
{
    private const int Enough = 100;
    private static readonly TimeSpan Short = TimeSpan.FromMicroseconds(200);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(5);

    private int _shortRuns;

    /// <summary>Gets a value indicating whether many runs in a row were short and none was long.</summary>
    public bool AreShort => Volatile.Read(ref _shortRuns) >= Enough;

    public void Add(TimeSpan elapsed)
    {
        if (elapsed >= Long)
        {
            Volatile.Write(ref _shortRuns, 0);
        }
        else if (elapsed < Short && !AreShort)
        {
            Interlocked.Increment(ref _shortRuns);
        }
    }
}
