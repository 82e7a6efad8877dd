using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace ModelServing.Kubernetes.Client;

/// <summary>
/// A Kubernetes API as controllers see it. Two implementations: over HTTPS for every process outside the control plane,
/// and in process, straight on the store, for the control plane's own reconcilers.
/// </summary>
/// <remarks>
/// The kind is taken from the type's <see cref="KubernetesEntityAttribute"/>. A refusal by the API is a
/// <see cref="ClusterException"/> that carries the server's <see cref="V1Status"/>.
/// </remarks>
public interface ICluster
{
    /// <summary>Reads one object, or null when it does not exist.</summary>
    Task<T?> FindAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Lists objects, with the resource version to watch from.</summary>
    Task<ResourceList<T>> ListAsync<T>(ResourceQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Streams changes after <paramref name="resourceVersion"/>; ends when the server closes the watch.</summary>
    IAsyncEnumerable<ResourceEvent<T>> WatchAsync<T>(ResourceQuery query, string resourceVersion, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Creates an object.</summary>
    Task<T> CreateAsync<T>(T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces an object; a stale resource version is a conflict (409).</summary>
    Task<T> UpdateAsync<T>(T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Applies a JSON merge patch to the object or to a subresource (<c>status</c>, <c>scale</c>).</summary>
    Task<T> PatchAsync<T>(string name, string? ns, JsonObject mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Deletes an object; deleting what is already gone succeeds.</summary>
    Task DeleteAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Deletes an object without any grace period, if it still is the one with this uid; otherwise nothing happens.</summary>
    Task RemoveAsync<T>(string name, string? ns, string uid, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;
}
