using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Storage;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Patch;

namespace ModelServing.ControlPlane.Registry;

/// <summary>The API for the control plane's own reconcilers: the same rules as over HTTPS, without the network.</summary>
internal sealed class StoreCluster(ClusterStore store, ObjectRegistry registry, ServedResources served) : ICluster
{
    private string Component { get; init; } = ComponentNames.ControllerManager;

    /// <summary>Gives the same cluster to a component that owns what it writes.</summary>
    public StoreCluster For(string component) => new(store, registry, served) { Component = component };

    public Task<T?> FindAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var resource = served.Current.Of<T>();
        return Task.FromResult(store.Find(ObjectRegistry.KeyOf(resource, ns, name)) is { } found ? Read<T>(resource, found) : null);
    }

    public Task<ResourceList<T>> ListAsync<T>(ResourceQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var selection = Parse<T>(query);
        var snapshot = store.Snapshot;
        T[] items = [.. selection.List(snapshot).Select(value => Read<T>(selection.Resource, value))];
        return Task.FromResult(new ResourceList<T>(items, snapshot.Version.ToString(CultureInfo.InvariantCulture)));
    }

    public async IAsyncEnumerable<ResourceEvent<T>> WatchAsync<T>(
        ResourceQuery query, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var selection = Parse<T>(query);
        if (!long.TryParse(resourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            || !store.TryWatch(selection.Resource.GroupResource, from, out var watch))
        {
            throw new ClusterException(Refusals.Expired());
        }

        using (watch)
        {
            await foreach (var change in watch.Changes.ReadAllAsync(cancellationToken))
            {
                if (WatchEvent.Of(change, selection) is { } seen)
                {
                    yield return new ResourceEvent<T>(TypeOf(seen.Type), Read<T>(selection.Resource, seen.Object));
                }
            }
        }
    }

    public Task<T> CreateAsync<T>(T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var definition = served.Current.Of<T>();
        return Finish<T>(definition, registry.Create(definition, resource.Metadata.NamespaceProperty, Write(resource), NewOptions()));
    }

    public Task<T> UpdateAsync<T>(T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var definition = served.Current.Of<T>();
        var metadata = resource.Metadata;
        return Finish<T>(definition, registry.Update(definition, metadata.NamespaceProperty, metadata.Name, _ => Write(resource), NewOptions()));
    }

    public Task<T> PatchAsync<T>(string name, string? ns, JsonObject mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var definition = served.Current.Of<T>();
        var options = NewOptions() with { Subresource = subresource };
        return Finish<T>(definition, registry.Update(definition, ns, name, Apply, options));

        Change Apply(JsonObject value)
        {
            if (subresource == "scale")
            {
                return ScaleView.Change(definition, value, scale => MergePatch.Apply(scale, mergePatch));
            }

            MergePatch.Apply(value, mergePatch);
            return value;
        }
    }

    public Task DeleteAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var outcome = registry.Delete(served.Current.Of<T>(), ns, name, DeletionOptions.Default);
        return outcome.Refusal is { Code: not 404 } refusal ? Task.FromException(new ClusterException(refusal)) : Task.CompletedTask;
    }

    public Task RemoveAsync<T>(string name, string? ns, string uid, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var outcome = registry.Delete(served.Current.Of<T>(), ns, name, DeletionOptions.Default with { Uid = uid, GracePeriodSeconds = 0 });
        return outcome.Refusal is { Code: not (404 or 409) } refusal ? Task.FromException(new ClusterException(refusal)) : Task.CompletedTask;
    }

    private WriteOptions NewOptions() => new() { Manager = Component };

    private ObjectQuery Parse<T>(ResourceQuery query) =>
        ObjectQuery.TryParse(served.Current.Of<T>(), query.Namespace, query.LabelSelector, query.FieldSelector, out var selection, out var refusal)
            ? selection
            : throw new ClusterException(refusal);

    private static Task<T> Finish<T>(ResourceDefinition resource, Outcome outcome) =>
        outcome.TryGet(out var value, out var refusal) ? Task.FromResult(Read<T>(resource, value)) : Task.FromException<T>(new ClusterException(refusal));

    private static T Read<T>(ResourceDefinition resource, StoredObject value) => StoredRepresentation.IsCurrent(resource, value)
        ? KubernetesJson.Deserialize<T>(value.Root)
        : KubernetesJson.Deserialize<T>(StoredRepresentation.Read(resource, value));

    private static JsonObject Write<T>(T resource)
        where T : class => JsonNode.Parse(KubernetesJson.Serialize(resource))?.AsObject() ?? [];

    private static ResourceEventType TypeOf(string type) => type switch
    {
        WatchEvent.Added => ResourceEventType.Added,
        WatchEvent.Modified => ResourceEventType.Modified,
        _ => ResourceEventType.Deleted,
    };
}
