using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Keeps a controller's objects in step with its selector: it adopts what nobody controls, and lets go of what it finds no longer.</summary>
internal static class ControllerClaims
{
    /// <summary>Returns those of the candidates that the owner controls from now on.</summary>
    public static async Task<List<T>> ClaimAsync<TOwner, T>(
        this ICluster cluster, TOwner owner, V1LabelSelector selector, IEnumerable<T> candidates, CancellationToken cancellationToken)
        where TOwner : class, IKubernetesObject<V1ObjectMeta>
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        List<T> claimed = [];
        foreach (var candidate in candidates)
        {
            var found = selector.Matches(candidate.Metadata.Labels);
            var controller = Controller(candidate);
            if (controller?.Uid == owner.Metadata.Uid && found)
            {
                claimed.Add(candidate);
            }
            else if (controller?.Uid == owner.Metadata.Uid)
            {
                await WriteOwnersAsync(cluster, candidate, Owners(candidate).Where(reference => reference.Uid != owner.Metadata.Uid), cancellationToken);
            }
            else if (controller is null && found && candidate.Metadata.DeletionTimestamp is null)
            {
                claimed.Add(await WriteOwnersAsync(cluster, candidate, Owners(candidate).Append(Resources.ControlledBy(owner)), cancellationToken));
            }
        }

        return claimed;
    }

    public static V1OwnerReference? Controller(IKubernetesObject<V1ObjectMeta> resource) => Owners(resource).FirstOrDefault(reference => reference.Controller == true);

    private static IEnumerable<V1OwnerReference> Owners(IKubernetesObject<V1ObjectMeta> resource) => resource.Metadata.OwnerReferences ?? [];

    private static Task<T> WriteOwnersAsync<T>(ICluster cluster, T resource, IEnumerable<V1OwnerReference> owners, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var list = owners.Select(Resources.ToJson).ToArray();

        // With the version that the decision was made on: somebody else may be claiming it, too.
        var metadata = new JsonObject
        {
            ["resourceVersion"] = resource.Metadata.ResourceVersion,
            ["ownerReferences"] = list.Length > 0 ? new JsonArray(list) : null,
        };
        return cluster.PatchAsync<T>(resource.Metadata.Name, resource.Metadata.NamespaceProperty, new JsonObject { ["metadata"] = metadata }, null, cancellationToken);
    }
}
