using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.Testing.Clusters;

/// <summary>A cluster in memory: objects as JSON, resource versions, merge patches and watches; no admission, no controllers.</summary>
public sealed class FakeCluster : ICluster
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Type Kind, string? Namespace, string Name), JsonObject> _objects = [];
    private readonly List<Watcher> _watchers = [];
    private long _version;

    /// <summary>Gets the merge patches that were sent, in order.</summary>
    public List<(string Kind, string Name, string Patch)> Patches { get; } = [];

    /// <summary>Gets or sets what a write throws instead of happening, once.</summary>
    public Exception? FailNextWrite { get; set; }

    /// <inheritdoc/>
    public Task<T?> FindAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            return Task.FromResult(_objects.TryGetValue((typeof(T), ns, name), out var found) ? Read<T>(found) : null);
        }
    }

    /// <inheritdoc/>
    public Task<ResourceList<T>> ListAsync<T>(ResourceQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            var items = _objects.Where(entry => entry.Key.Kind == typeof(T) && (query.Namespace is null || query.Namespace == entry.Key.Namespace));
            return Task.FromResult(new ResourceList<T>([.. items.Select(entry => Read<T>(entry.Value))], _version.ToString()));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ResourceEvent<T>> WatchAsync<T>(
        ResourceQuery query, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var watcher = new Watcher(typeof(T));
        lock (_gate)
        {
            foreach (var (_, json) in _objects.Where(entry => entry.Key.Kind == typeof(T)))
            {
                if (long.Parse(Version(json)) > long.Parse(resourceVersion))
                {
                    watcher.Events.Writer.TryWrite((ResourceEventType.Modified, (JsonObject)json.DeepClone()));
                }
            }

            _watchers.Add(watcher);
        }

        await foreach (var (type, json) in watcher.Events.Reader.ReadAllAsync(cancellationToken))
        {
            yield return new(type, Read<T>(json));
        }
    }

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            var key = KeyOf(resource);
            return _objects.ContainsKey(key)
                ? throw Refusal(409, "AlreadyExists", key.Name)
                : Task.FromResult(Store_NeedsLock<T>(key, Write(resource), ResourceEventType.Added));
        }
    }

    /// <inheritdoc/>
    public Task<T> UpdateAsync<T>(T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            var key = KeyOf(resource);
            var before = _objects.GetValueOrDefault(key) ?? throw Refusal(404, "NotFound", key.Name);
            return resource.Metadata.ResourceVersion is { } version && version != Version(before)
                ? throw Refusal(409, "Conflict", key.Name)
                : Task.FromResult(Store_NeedsLock<T>(key, Write(resource), ResourceEventType.Modified));
        }
    }

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(string name, string? ns, JsonObject mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            var key = (typeof(T), ns, name);
            var target = (JsonObject)(_objects.GetValueOrDefault(key) ?? throw Refusal(404, "NotFound", name)).DeepClone();
            if (mergePatch["metadata"]?["resourceVersion"]?.GetValue<string>() is { } version && version != Version(target))
            {
                throw Refusal(409, "Conflict", name);
            }

            Merge(target, mergePatch);
            var stored = Store_NeedsLock<T>(key, target, ResourceEventType.Modified);
            Patches.Add((typeof(T).Name, name, mergePatch.ToJsonString()));
            return Task.FromResult(stored);
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            if (_objects.Remove((typeof(T), ns, name), out var json))
            {
                Tell_NeedsLock(typeof(T), ResourceEventType.Deleted, json);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RemoveAsync<T>(string name, string? ns, string uid, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            return _objects.TryGetValue((typeof(T), ns, name), out var json) && (string?)json["metadata"]?["uid"] == uid
                ? DeleteAsync<T>(name, ns, cancellationToken)
                : Task.CompletedTask;
        }
    }

    private static T Read<T>(JsonObject json) => KubernetesJson.Deserialize<T>(json.ToJsonString());

    private static JsonObject Write<T>(T resource) => (JsonObject)(JsonNode.Parse(KubernetesJson.Serialize(resource)) ?? new JsonObject());

    private static string Version(JsonObject json) => json["metadata"]?["resourceVersion"]?.GetValue<string>() ?? "0";

    private static (Type, string?, string Name) KeyOf<T>(T resource)
        where T : class, IKubernetesObject<V1ObjectMeta> => (typeof(T), resource.Metadata.NamespaceProperty, resource.Metadata.Name);

    private static ClusterException Refusal(int code, string reason, string name) =>
        new(new V1Status { Code = code, Reason = reason, Message = $"\"{name}\": {reason}" });

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject child && target[name] is JsonObject inner)
            {
                Merge(inner, child);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    private T Store_NeedsLock<T>((Type, string?, string) key, JsonObject json, ResourceEventType type)
    {
        if (FailNextWrite is { } failure)
        {
            FailNextWrite = null;
            throw failure;
        }

        var metadata = json["metadata"] as JsonObject ?? [];
        metadata["resourceVersion"] = (++_version).ToString();
        if (metadata.Parent is null)
        {
            json["metadata"] = metadata;
        }

        _objects[key] = json;
        Tell_NeedsLock(typeof(T), type, json);
        return Read<T>(json);
    }

    private void Tell_NeedsLock(Type kind, ResourceEventType type, JsonObject json)
    {
        foreach (var watcher in _watchers.Where(watcher => watcher.Kind == kind))
        {
            watcher.Events.Writer.TryWrite((type, (JsonObject)json.DeepClone()));
        }
    }

    private sealed record Watcher(Type Kind)
    {
        public Channel<(ResourceEventType Type, JsonObject Resource)> Events { get; } = Channel.CreateUnbounded<(ResourceEventType, JsonObject)>();
    }
}
