using ModelServing.ModelServer.Nodes.Processes;

namespace ModelServing.ModelServer.Nodes;

/// <summary>
/// What the process and those of its containers use, and which containers it is used for. Model servers share one process: its CPU time is
/// theirs in proportion to the time their models ran, and nobody's while none did; its memory is theirs in equal parts.
/// </summary>
internal sealed class NodeUsage(TimeProvider timeProvider)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly DateTimeOffset _since = timeProvider.GetUtcNow();
    private readonly Dictionary<UsageTracking, Func<TimeSpan>> _servers = [];
    private readonly Dictionary<UsageTracking, Func<IReadOnlyDictionary<int, ProcessUse>, ProcessUse?>> _processes = [];
    private readonly Queue<Sample> _samples = new();
    private TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private TimeSpan _spent;

    /// <summary>Counts a model server in until it is disposed of.</summary>
    public IDisposable Track(ContainerIdentity container, Func<TimeSpan> busy) => Track(_servers, container, busy);

    /// <summary>Counts processes of a container's own in until it is disposed of.</summary>
    public IDisposable Track(ContainerIdentity container, Func<IReadOnlyDictionary<int, ProcessUse>, ProcessUse?> use) => Track(_processes, container, use);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, timeProvider);
        do
        {
            lock (_lock)
            {
                Take_NeedsLock();
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    public UsageReport Report()
    {
        lock (_lock)
        {
            var now = Take_NeedsLock();
            var containers = new Dictionary<ContainerIdentity, ContainerUse>();
            foreach (var (tracking, use) in now.Containers)
            {
                containers[tracking.Container] = new ContainerUse(tracking.Since, use, Cores_NeedsLock(now, sample => sample.Containers.TryGetValue(tracking, out var then) ? then.Processor : null));
            }

            return new UsageReport(now.Time, new ContainerUse(_since, now.Node, Cores_NeedsLock(now, sample => sample.Node.Processor)), containers);
        }
    }

    private UsageTracking Track<T>(Dictionary<UsageTracking, T> tracked, ContainerIdentity container, T use)
    {
        var tracking = new UsageTracking(container, timeProvider.GetUtcNow(), ended =>
        {
            lock (_lock)
            {
                tracked.Remove(ended);
            }
        });
        lock (_lock)
        {
            tracked[tracking] = use;
        }

        return tracking;
    }

    private Sample Take_NeedsLock()
    {
        var sessions = _processes.Count == 0 ? new Dictionary<int, ProcessUse>() : SessionTable.Read();
        var containers = new Dictionary<UsageTracking, ProcessUse>();
        foreach (var (tracking, use) in _processes)
        {
            if (use(sessions) is { } found)
            {
                var spent = tracking.Advance(found.Processor);
                _spent += spent;
                containers[tracking] = tracking.Add(spent, found.Bytes);
            }
        }

        var (processor, memory) = (Environment.CpuUsage.TotalTime, Environment.WorkingSet);
        var bytes = memory + containers.Values.Sum(use => use.Bytes);
        Share_NeedsLock(processor - _processor, memory, containers);
        _spent += processor - _processor;
        _processor = processor;
        var sample = new Sample(timeProvider.GetTimestamp(), timeProvider.GetUtcNow(), new ProcessUse(_spent, bytes), containers);
        Keep_NeedsLock(sample);
        return sample;
    }

    private void Share_NeedsLock(TimeSpan spent, long memory, Dictionary<UsageTracking, ProcessUse> containers)
    {
        var ran = _servers.ToDictionary(server => server.Key, server => server.Key.Advance(server.Value()));
        var all = ran.Values.Sum(time => time.TotalSeconds);
        foreach (var (tracking, time) in ran)
        {
            containers[tracking] = tracking.Add(all > 0 ? spent * (time.TotalSeconds / all) : TimeSpan.Zero, memory / ran.Count);
        }
    }

    /// <summary>Remembers a sample unless the last one is recent: whoever asks often must not narrow the time over which cores are averaged.</summary>
    private void Keep_NeedsLock(Sample sample)
    {
        if (_samples.Count == 0 || timeProvider.GetElapsedTime(_samples.Last().At, sample.At) >= Period / 2)
        {
            _samples.Enqueue(sample);
        }

        while (_samples.Count > 1 && timeProvider.GetElapsedTime(_samples.Peek().At, sample.At) > Window)
        {
            _samples.Dequeue();
        }
    }

    private double? Cores_NeedsLock(Sample now, Func<Sample, TimeSpan?> processor)
    {
        foreach (var before in _samples)
        {
            var elapsed = timeProvider.GetElapsedTime(before.At, now.At);
            if (processor(before) is { } then && elapsed > TimeSpan.Zero)
            {
                return (processor(now) - then) / elapsed;
            }
        }

        return null;
    }

    private sealed record Sample(long At, DateTimeOffset Time, ProcessUse Node, Dictionary<UsageTracking, ProcessUse> Containers);
}
