using ModelServing.ModelServer.Nodes.Processes;

namespace ModelServing.ModelServer.Nodes;

/// <summary>One run of a container while its use is counted: the next one starts from nothing.</summary>
internal sealed class UsageTracking(ContainerIdentity container, DateTimeOffset since, Action<UsageTracking> end) : IDisposable
{
    private TimeSpan _seen;

    public ContainerIdentity Container => container;

    public DateTimeOffset Since => since;

    /// <summary>Gets the CPU time so far, which never goes back.</summary>
    public TimeSpan Processor { get; private set; }

    /// <summary>Gives how far a clock has come since it was read last; one of processes goes back when one ends that nobody waits for.</summary>
    public TimeSpan Advance(TimeSpan reading)
    {
        var passed = reading > _seen ? reading - _seen : TimeSpan.Zero;
        _seen = reading;
        return passed;
    }

    public ProcessUse Add(TimeSpan spent, long bytes) => new(Processor += spent, bytes);

    public void Dispose() => end(this);
}
