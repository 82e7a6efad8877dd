using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>What a pod asks of its node: all containers together, or one init container, with the sidecars before it, that asks for more.</summary>
internal static class PodRequests
{
    public static Dictionary<string, decimal> Of(V1Pod pod)
    {
        Dictionary<string, decimal> total = [];
        Dictionary<string, decimal> most = [];
        foreach (var container in pod.Spec.Containers ?? [])
        {
            Add(total, container.Resources?.Requests);
        }

        Dictionary<string, decimal> sidecars = [];
        foreach (var container in pod.Spec.InitContainers ?? [])
        {
            // One with a restart policy of its own keeps running, beside those after it, too.
            if (container.RestartPolicy == "Always")
            {
                Add(total, container.Resources?.Requests);
                Add(sidecars, container.Resources?.Requests);
            }
            else
            {
                Raise(most, container.Resources?.Requests, sidecars);
            }
        }

        foreach (var (resource, amount) in most)
        {
            total[resource] = Math.Max(amount, total.GetValueOrDefault(resource));
        }

        Add(total, pod.Spec.Overhead);
        return total;
    }

    /// <summary>The resources that the node lacks for the pod, in the scheduler's words.</summary>
    public static IEnumerable<string> Missing(V1Pod pod, NodeView view)
    {
        if ((view.Node.Status?.Allocatable ?? view.Node.Status?.Capacity) is not { } offered)
        {
            yield break;
        }

        if (offered.TryGetValue("pods", out var limit) && view.Pods.Count >= limit.ToInt64())
        {
            yield return NodeFit.TooManyPods;
        }

        Dictionary<string, decimal> used = [];
        foreach (var other in view.Pods.SelectMany(Of))
        {
            used[other.Key] = used.GetValueOrDefault(other.Key) + other.Value;
        }

        foreach (var (resource, amount) in Of(pod).Where(pair => pair.Value > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var left = (offered.TryGetValue(resource, out var quantity) ? quantity.ToDecimal() : 0) - used.GetValueOrDefault(resource);
            if (amount > left)
            {
                yield return $"Insufficient {resource}";
            }
        }
    }

    private static void Add(Dictionary<string, decimal> total, IDictionary<string, ResourceQuantity>? requests)
    {
        foreach (var (resource, quantity) in requests ?? new Dictionary<string, ResourceQuantity>())
        {
            total[resource] = total.GetValueOrDefault(resource) + quantity.ToDecimal();
        }
    }

    private static void Raise(Dictionary<string, decimal> most, IDictionary<string, ResourceQuantity>? requests, Dictionary<string, decimal> beside)
    {
        foreach (var (resource, quantity) in requests ?? new Dictionary<string, ResourceQuantity>())
        {
            most[resource] = Math.Max(most.GetValueOrDefault(resource), quantity.ToDecimal() + beside.GetValueOrDefault(resource));
        }
    }
}
