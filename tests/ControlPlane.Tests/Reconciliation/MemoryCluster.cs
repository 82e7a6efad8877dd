using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Tests.Reconciliation;

/// <summary>A cluster in memory with just the behaviour reconcilers lean on: versions, generations, merge patches, watches, cascades.</summary>
internal sealed class MemoryCluster : ICluster
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Kind, ObjectKey Key), JsonObject> _objects = [];
    private readonly List<Action<string, ResourceEventType, JsonObject>> _watchers = [];
    private long _version;
    private int _writes;

    /// <summary>Gets the number of writes so far.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public Task<T?> FindAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_lock)
        {
            return Task.FromResult(_objects.TryGetValue(Id<T>(name, ns), out var json) ? Read<T>(json) : null);
        }
    }

    public Task<ResourceList<T>> ListAsync<T>(ResourceQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_lock)
        {
            var items = _objects.Where(pair => pair.Key.Kind == KindOf<T>()).Select(pair => Read<T>(pair.Value)).Where(item => Matches(item, query));
            return Task.FromResult(new ResourceList<T>([.. items], _version.ToString()));
        }
    }

    public async IAsyncEnumerable<ResourceEvent<T>> WatchAsync<T>(
        ResourceQuery query,
        string resourceVersion,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var channel = Channel.CreateUnbounded<ResourceEvent<T>>();
        lock (_lock)
        {
            // What was written between the list and now.
            foreach (var json in _objects.Where(pair => pair.Key.Kind == KindOf<T>()).Select(pair => pair.Value))
            {
                if (Read<T>(json) is { } item && long.Parse(item.Metadata.ResourceVersion) > long.Parse(resourceVersion))
                {
                    channel.Writer.TryWrite(new ResourceEvent<T>(ResourceEventType.Modified, item));
                }
            }

            _watchers.Add((kind, type, json) =>
            {
                if (kind == KindOf<T>())
                {
                    channel.Writer.TryWrite(new ResourceEvent<T>(type, Read<T>(json)));
                }
            });
        }

        await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
        {
            yield return change;
        }
    }

    public Task<T> CreateAsync<T>(T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_lock)
        {
            var id = Id<T>(resource.Metadata.Name, resource.Metadata.NamespaceProperty);
            if (_objects.ContainsKey(id))
            {
                throw Refusal(409, "AlreadyExists", $"{id} already exists");
            }

            var json = Resources.ToJson(resource);
            json["metadata"]!["uid"] = Guid.NewGuid().ToString(); // every object has metadata
            json["metadata"]!["generation"] = 1L; // every object has metadata
            return Task.FromResult(Store<T>(id, json, ResourceEventType.Added));
        }
    }

    public Task<T> UpdateAsync<T>(T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException("reconcilers patch");

    public Task<T> PatchAsync<T>(string name, string? ns, JsonObject mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_lock)
        {
            if (!_objects.TryGetValue(Id<T>(name, ns), out var before))
            {
                throw Refusal(404, "NotFound", $"{Id<T>(name, ns)} not found");
            }

            var after = (JsonObject)Merge(before, mergePatch)!; // an object merged with an object is one
            if (!JsonNode.DeepEquals(before["spec"], after["spec"]))
            {
                after["metadata"]!["generation"] = before["metadata"]!["generation"]!.GetValue<long>() + 1; // every object has both
            }

            return Task.FromResult(Store<T>(Id<T>(name, ns), after, ResourceEventType.Modified));
        }
    }

    public Task DeleteAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_lock)
        {
            Remove(Id<T>(name, ns));
        }

        return Task.CompletedTask;
    }

    private void Remove((string Kind, ObjectKey Key) id)
    {
        if (!_objects.Remove(id, out var gone))
        {
            return;
        }

        Notify(id.Kind, ResourceEventType.Deleted, gone);
        var uid = gone["metadata"]?["uid"]?.GetValue<string>();
        var owned = _objects.Where(pair => pair.Value["metadata"]?["ownerReferences"] is JsonArray owners
            && owners.Any(owner => owner?["uid"]?.GetValue<string>() == uid)).Select(pair => pair.Key).ToList();
        owned.ForEach(Remove);
    }

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = target as JsonObject is { } present ? (JsonObject)present.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = Merge(result[name], value);
            }
        }

        return result;
    }

    private static bool Matches<T>(T item, ResourceQuery query)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (query.Namespace is not null && query.Namespace != item.Metadata.NamespaceProperty)
        {
            return false;
        }

        var labels = query.LabelSelector?.Split(',').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        return labels is null || Resources.Matches(labels, item.Metadata.Labels);
    }

    private T Store<T>((string Kind, ObjectKey Key) id, JsonObject json, ResourceEventType type)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        json["metadata"]!["resourceVersion"] = (++_version).ToString(); // every object has metadata
        _writes++;
        _objects[id] = json;
        Notify(id.Kind, type, json);
        return Read<T>(json);
    }

    private void Notify(string kind, ResourceEventType type, JsonObject json) => _watchers.ForEach(watcher => watcher(kind, type, json));

    private static T Read<T>(JsonObject json)
        where T : class => KubernetesJson.Deserialize<T>(json.ToJsonString());

    private static string KindOf<T>() => Resources.KindOf<T>().Kind;

    private static (string Kind, ObjectKey Key) Id<T>(string name, string? ns) => (KindOf<T>(), new ObjectKey(ns, name));

    private static ClusterException Refusal(int code, string reason, string message) => new(new V1Status { Code = code, Reason = reason, Message = message });
}
