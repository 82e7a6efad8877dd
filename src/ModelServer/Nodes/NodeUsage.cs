using System.Collections.Concurrent;
using System.Diagnostics;

namespace ModelServing.ModelServer.Nodes;

/// <summary>
/// What the process uses, and which containers it uses it for. Containers share one process: its CPU time is theirs in proportion
/// to the time their models ran, its memory in equal parts.
/// </summary>
internal sealed class NodeUsage(TimeProvider timeProvider)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private const int Window = 15;

    private readonly ConcurrentDictionary<ContainerKey, Func<TimeSpan>> _busy = new();
    private readonly Lock _lock = new();
    private readonly Queue<Sample> _samples = new();

    /// <summary>Counts a container in until it is disposed of.</summary>
    public IDisposable Track(ContainerKey container, Func<TimeSpan> busy)
    {
        _busy[container] = busy;
        return new Tracking(this, container, busy);
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
        var cores = elapsed > 0 ? (now.Processor - before.Processor).TotalSeconds / elapsed : 0;
        var ran = now.Busy.ToDictionary(pair => pair.Key, pair => Math.Max(0, (pair.Value - before.Busy.GetValueOrDefault(pair.Key)).TotalSeconds));
        var all = ran.Values.Sum();
        var memory = Environment.WorkingSet;
        return new UsageReport(
            cores,
            memory,
            ran.ToDictionary(pair => pair.Key, pair => (all > 0 ? cores * pair.Value / all : 0, memory / ran.Count)));
    }

    private Sample Take()
    {
        using var process = Process.GetCurrentProcess();
        var sample = new Sample(timeProvider.GetTimestamp(), process.TotalProcessorTime, _busy.ToDictionary(pair => pair.Key, pair => pair.Value()));
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

    private sealed record Sample(long At, TimeSpan Processor, Dictionary<ContainerKey, TimeSpan> Busy);

    private sealed class Tracking(NodeUsage usage, ContainerKey container, Func<TimeSpan> busy) : IDisposable
    {
        public void Dispose() => usage._busy.TryRemove(KeyValuePair.Create(container, busy));
    }
}
