using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>A node as the scheduler sees it, with the pods that are bound to it and not over.</summary>
internal sealed record NodeView(V1Node Node, IReadOnlyList<V1Pod> Pods)
{
    public string Name => Node.Metadata.Name;

    /// <summary>The nodes as a pod finds them: room that was made for others which are as important is theirs.</summary>
    public static IReadOnlyList<NodeView> For(V1Pod wanted, IEnumerable<V1Node> nodes, IEnumerable<V1Pod> pods)
    {
        var bound = pods.Where(pod => pod.Status?.Phase is not ("Succeeded" or "Failed")).ToLookup(pod =>
            pod.Spec?.NodeName is { Length: > 0 } name ? name
            : pod.Metadata.Uid != wanted.Metadata.Uid && pod.Priority() >= wanted.Priority() && pod.IsActive() ? pod.Status?.NominatedNodeName ?? string.Empty
            : string.Empty);
        return [.. nodes.Select(node => new NodeView(node, [.. bound[node.Metadata.Name]]))];
    }

    /// <summary>The part of the cluster that the node is in, by one of its labels.</summary>
    public string? Domain(string topologyKey) => Node.Metadata.Labels?.TryGetValue(topologyKey, out var value) == true ? value : null;
}
