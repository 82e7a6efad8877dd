using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using ModelServing.Autoscaler.Actuation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.Autoscaler.Tests.Actuation;

/// <summary>Objects by kind and name with the API's optimistic concurrency; stands for the network and the server behind it.</summary>
internal sealed class FakeCluster : ICluster
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Type Kind, string Name), object> _objects = [];
    private int _version;

    public ConcurrentQueue<(string Name, JsonObject Body, string? Subresource)> Patches { get; } = new();

    /// <summary>Runs before a write is looked at: a test's way to be the other writer.</summary>
    public Action<FakeCluster>? BeforePatch { get; set; }

    public bool KedaInstalled { get; set; }

    public Task<T?> FindAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_lock)
        {
            return Task.FromResult(_objects.TryGetValue((typeof(T), name), out var found) ? Copy((T)found) : null);
        }
    }

    public Task<ResourceList<T>> ListAsync<T>(ResourceQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (typeof(T) == typeof(ScaledObject) && !KedaInstalled)
        {
            throw Refusal(404, "NotFound");
        }

        lock (_lock)
        {
            return Task.FromResult(new ResourceList<T>([.. _objects.Values.OfType<T>().Select(Copy)], "0"));
        }
    }

    public Task<T> CreateAsync<T>(T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_lock)
        {
            return _objects.ContainsKey((typeof(T), resource.Metadata.Name)) ? throw Refusal(409, "AlreadyExists") : Task.FromResult(Put_NeedsLock(resource));
        }
    }

    public async Task<T> UpdateAsync<T>(T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        // Lets another writer in between this writer's read and its write.
        await Task.Yield();
        lock (_lock)
        {
            var stored = (T)_objects[(typeof(T), resource.Metadata.Name)];
            return stored.Metadata.ResourceVersion == resource.Metadata.ResourceVersion ? Put_NeedsLock(resource) : throw Refusal(409, "Conflict");
        }
    }

    public Task<T> PatchAsync<T>(string name, string? ns, JsonObject mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var interfere = BeforePatch;
        BeforePatch = null;
        interfere?.Invoke(this);
        Patches.Enqueue((name, mergePatch, subresource));
        lock (_lock)
        {
            var stored = Copy((T)_objects[(typeof(T), name)]);
            if ((string?)mergePatch["metadata"]?["resourceVersion"] is { } version && version != stored.Metadata.ResourceVersion)
            {
                throw Refusal(409, "Conflict");
            }

            if (stored is V1Deployment deployment)
            {
                deployment.Spec.Replicas = (int)mergePatch["spec"]!["replicas"]!;
            }

            return Task.FromResult(Put_NeedsLock(stored));
        }
    }

    public IAsyncEnumerable<ResourceEvent<T>> WatchAsync<T>(ResourceQuery query, string resourceVersion, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException("the autoscaler does not watch");

    public Task DeleteAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException("the autoscaler does not delete");

    public Task RemoveAsync<T>(string name, string? ns, string uid, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException("the autoscaler does not delete");

    public void Put<T>(T resource)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_lock)
        {
            Put_NeedsLock(resource);
        }
    }

    private static T Copy<T>(T resource) => KubernetesJson.Deserialize<T>(KubernetesJson.Serialize(resource));

    private static ClusterException Refusal(int code, string reason) =>
        new(new V1Status { Code = code, Reason = reason, Message = reason });

    private T Put_NeedsLock<T>(T resource)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var stored = Copy(resource);
        stored.Metadata.ResourceVersion = (++_version).ToString(CultureInfo.InvariantCulture);
        _objects[(typeof(T), stored.Metadata.Name)] = stored;
        return Copy(stored);
    }
}
