using System.Collections.Concurrent;

namespace ModelServing.ModelServer.Nodes;

/// <summary>The logs of the containers on this node, by namespace, pod and container.</summary>
internal sealed class ContainerLogs(TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<(string Namespace, string Pod, string Container), ContainerLog> _logs = new();

    public ContainerLog Open(string ns, string pod, string container) => _logs.GetOrAdd((ns, pod, container), _ => new ContainerLog(timeProvider));

    public ContainerLog? Find(string ns, string pod, string container) => _logs.GetValueOrDefault((ns, pod, container));

    public void Remove(string ns, string pod)
    {
        foreach (var key in _logs.Keys.Where(key => key.Namespace == ns && key.Pod == pod))
        {
            if (_logs.TryRemove(key, out var log))
            {
                log.Close();
            }
        }
    }
}
