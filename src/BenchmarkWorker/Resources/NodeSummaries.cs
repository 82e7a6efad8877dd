using System.Text.Json;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>Pods as the kubelets of their nodes count what they use, all of a target's together.</summary>
internal static class NodeSummaries
{
    public static async Task<ClusterAnswer<ResourceReading>> ReadAsync(ClusterReader cluster, PodSelection pods, CancellationToken cancellationToken)
    {
        var found = await cluster.GetAsync($"api/v1/namespaces/{pods.Namespace}/pods?{pods.Query}", "the list of pods", Placed, cancellationToken);
        if (found.Value is not { Count: > 0 } placed)
        {
            return new(null, found.Problem ?? "no such pod runs", found.IsForGood);
        }

        var nodes = placed.GroupBy(pod => pod.Node, pod => pod.Uid).ToArray();
        var answers = await Task.WhenAll(nodes.Select(node => cluster.GetAsync(
            $"api/v1/nodes/{Uri.EscapeDataString(node.Key)}/proxy/stats/summary?only_cpu_and_memory=true", $"the summary of node {node.Key}", summary => Read(summary, node.ToHashSet()), cancellationToken)));
        return Array.Find(answers, answer => answer.Value is null) ?? new(Sum([.. answers.Select(answer => answer.Value).OfType<ResourceReading>()]), null);
    }

    /// <remarks><c>{"items":[{"metadata":{"uid":"…"},"spec":{"nodeName":"…"},"status":{"phase":"Running"}}]}</c>.</remarks>
    internal static IReadOnlyList<(string Node, string Uid)> Placed(JsonElement list) =>
    [
        .. from pod in list.GetProperty("items").EnumerateArray()
           where pod.TryGetProperty("status", out var status) && status.TryGetProperty("phase", out var phase) && phase.GetString() == "Running"
           select (pod.GetProperty("spec").GetProperty("nodeName").GetString() ?? "", pod.GetProperty("metadata").GetProperty("uid").GetString() ?? ""),
    ];

    /// <remarks><c>{"pods":[{"podRef":{"uid":"…"},"containers":[{"name":"…","cpu":{"time":"…","usageCoreNanoSeconds":1},"memory":{"workingSetBytes":2}}]}]}</c>.</remarks>
    internal static ResourceReading Read(JsonElement summary, HashSet<string> uids)
    {
        var known = summary.GetProperty("pods").EnumerateArray().Select(pod => (Uid: pod.GetProperty("podRef").GetProperty("uid").GetString() ?? "", Pod: pod)).Where(pod => uids.Contains(pod.Uid)).ToArray();
        if (known.Length < uids.Count)
        {
            throw new FormatException("it does not know all of the target's pods");
        }

        var containers = known.SelectMany(pod => pod.Pod.GetProperty("containers").EnumerateArray().Select(container => (Name: $"{pod.Uid}/{container.GetProperty("name").GetString()}", Container: container))).ToArray();
        return new()
        {
            CpuCounters = [.. containers.Select(container => Counter(container.Name, container.Container.GetProperty("cpu")))],
            MemoryBytes = containers.Sum(container => container.Container.GetProperty("memory").GetProperty("workingSetBytes").GetDouble()),
        };
    }

    private static CpuCounter Counter(string container, JsonElement cpu) => new(container, cpu.GetProperty("time").GetDateTimeOffset(), cpu.GetProperty("usageCoreNanoSeconds").GetDouble() / 1e9);

    private static ResourceReading Sum(ResourceReading[] nodes) => new()
    {
        CpuCounters = [.. nodes.SelectMany(node => node.CpuCounters)],
        MemoryBytes = nodes.Sum(node => node.MemoryBytes),
    };
}
