using System.Collections.Immutable;

namespace ModelServing.ControlPlane.Storage;

/// <summary>Every object at one version.</summary>
internal sealed record StoreSnapshot(long Version, ImmutableDictionary<string, ImmutableSortedDictionary<StoreKey, StoredObject>> Resources)
{
    public StoredObject? Find(StoreKey key) => Of(key.Resource).GetValueOrDefault(key);

    public ImmutableSortedDictionary<StoreKey, StoredObject> Of(string resource) =>
        Resources.GetValueOrDefault(resource, ImmutableSortedDictionary<StoreKey, StoredObject>.Empty);

    /// <summary>Gives a kind's objects in name order, of one namespace or (null) of all.</summary>
    public IEnumerable<StoredObject> List(string resource, string? ns) =>
        ns is null ? Of(resource).Values : Of(resource).Values.Where(value => value.Key.Namespace == ns);

    public IEnumerable<StoredObject> Everything => Resources.Values.SelectMany(resource => resource.Values);

    public StoreSnapshot With(StoredObject value, long version) =>
        new(version, Resources.SetItem(value.Key.Resource, Of(value.Key.Resource).SetItem(value.Key, value)));

    public StoreSnapshot Without(StoreKey key, long version) => new(version, Resources.SetItem(key.Resource, Of(key.Resource).Remove(key)));
}
