using System.Collections.Concurrent;
using System.Diagnostics;
using ModelServing.ModelServer.Nodes.Processes;

namespace ModelServing.ModelServer.Nodes;

/// <summary>
/// What the process and those of its containers use, and which containers it is used for. Model servers share one process: its CPU time is
/// theirs in proportion to the time their models ran, its memory in equal parts.
/// </summary>
internal sealed class NodeUsage(TimeProvider timeProvider)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private const int Window = 15;

    private readonly ConcurrentDictionary<Tracking, Func<TimeSpan>> _busy = new();
    private readonly ConcurrentDictionary<Tracking, Func<IReadOnlyDictionary<int, ProcessUse>, ProcessUse>> _processes = new();
    private readonly Lock _lock = new();
    private readonly Queue<Sample> _samples = new();

    /// <summary>Counts a model server in until it is disposed of.</summary>
    public IDisposable Track(ContainerKey container, Func<TimeSpan> busy)
    {
        var tracking = new Tracking(this, container);
        _busy[tracking] = busy;
        return tracking;
    }

    /// <summary>Counts processes of a container's own in until it is disposed of.</summary>
    public IDisposable Track(ContainerKey container, Func<IReadOnlyDictionary<int, ProcessUse>, ProcessUse> use)
    {
        var tracking = new Tracking(this, container);
        _processes[tracking] = use;
        return tracking;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, timeProvider);
        do
        {
            Take();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    public UsageReport Report()
    {
        var now = Take();
        Sample before;
        lock (_lock)
        {
            before = _samples.Peek();
        }

        var elapsed = timeProvider.GetElapsedTime(before.At, now.At).TotalSeconds;
        var containers = new Dictionary<ContainerKey, (double Cores, long Bytes)>();
        var shared = Cores(now.Processor - before.Processor);
        var memory = Environment.WorkingSet;
        var ran = now.Busy.ToDictionary(pair => pair.Key, pair => Math.Max(0, (pair.Value - before.Busy.GetValueOrDefault(pair.Key)).TotalSeconds));
        var all = ran.Values.Sum();
        foreach (var (tracking, seconds) in ran)
        {
            containers[tracking.Container] = (all > 0 ? shared * seconds / all : 0, memory / ran.Count);
        }

        var (cores, bytes) = (shared, memory);
        foreach (var (tracking, use) in now.Processes)
        {
            var own = (Cores: Cores(use.Processor - before.Processes.GetValueOrDefault(tracking).Processor), use.Bytes);
            (cores, bytes) = (cores + own.Cores, bytes + own.Bytes);
            containers[tracking.Container] = own;
        }

        return new UsageReport(cores, bytes, containers);

        double Cores(TimeSpan processor) => elapsed > 0 ? Math.Max(0, processor.TotalSeconds / elapsed) : 0;
    }

    private Sample Take()
    {
        using var process = Process.GetCurrentProcess();
        var sessions = _processes.IsEmpty ? new Dictionary<int, ProcessUse>() : SessionTable.Read();
        var sample = new Sample(
            timeProvider.GetTimestamp(),
            process.TotalProcessorTime,
            _busy.ToDictionary(pair => pair.Key, pair => pair.Value()),
            _processes.ToDictionary(pair => pair.Key, pair => pair.Value(sessions)));
        lock (_lock)
        {
            _samples.Enqueue(sample);
            while (_samples.Count > Window)
            {
                _samples.Dequeue();
            }
        }

        return sample;
    }

    private sealed record Sample(long At, TimeSpan Processor, Dictionary<Tracking, TimeSpan> Busy, Dictionary<Tracking, ProcessUse> Processes);

    /// <summary>One run of a container: the next one starts from nothing.</summary>
    private sealed class Tracking(NodeUsage usage, ContainerKey container) : IDisposable
    {
        public ContainerKey Container => container;

        public void Dispose()
        {
            usage._busy.TryRemove(this, out _);
            usage._processes.TryRemove(this, out _);
        }
    }
}
