using System.Collections.Concurrent;

namespace ModelServing.ModelServer.Nodes;

/// <summary>The logs of the containers on this node, by namespace, pod and container: of the present run and of the one before.</summary>
internal sealed class ContainerLogs(TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<ContainerKey, (ContainerLog? Current, ContainerLog? Previous)> _logs = new();

    /// <summary>Begins the log of a new run.</summary>
    public ContainerLog Begin(ContainerKey container)
    {
        Set(container, new ContainerLog(timeProvider));
        return Find(container, previous: false) ?? throw new InvalidOperationException("the log was just begun");
    }

    /// <summary>Ends the log of the present run: from now on it is the one before.</summary>
    public void End(ContainerKey container) => Set(container, null);

    public ContainerLog? Find(ContainerKey container, bool previous) =>
        !_logs.TryGetValue(container, out var logs) ? null : previous ? logs.Previous : logs.Current ?? logs.Previous;

    public void Remove(string ns, string pod)
    {
        foreach (var key in _logs.Keys.Where(key => key.Namespace == ns && key.Pod == pod))
        {
            if (_logs.TryRemove(key, out var logs))
            {
                logs.Current?.Close();
            }
        }
    }

    private void Set(ContainerKey container, ContainerLog? current) => _logs.AddOrUpdate(container, _ => (current, null), (_, logs) =>
    {
        logs.Current?.Close();
        return (current, logs.Current ?? logs.Previous);
    });
}
