using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Lifecycle;

/// <summary>Who owns whom, kept as changes are told, so that a deletion need not look at everything there is.</summary>
internal sealed class OwnerIndex
{
    private readonly Dictionary<string, StoreKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<StoreKey>> _owned = new(StringComparer.Ordinal);

    public OwnerIndex(StoreSnapshot snapshot)
    {
        foreach (var value in snapshot.Everything)
        {
            Add(value);
        }
    }

    public void Apply(StoreChange change)
    {
        if (change.Before is { } before)
        {
            Remove(before);
        }

        if (change.Deleted)
        {
            Remove(change.After);
        }
        else
        {
            Add(change.After);
        }
    }

    /// <summary>Whether an object with the uid exists, as far as has been told.</summary>
    public bool Knows(string uid) => _keys.ContainsKey(uid);

    public StoreKey? KeyOf(string uid) => _keys.TryGetValue(uid, out var key) ? key : null;

    public IReadOnlyCollection<StoreKey> OwnedBy(string uid) => _owned.TryGetValue(uid, out var keys) ? [.. keys] : [];

    private void Add(StoredObject value)
    {
        _keys[value.Uid] = value.Key;
        foreach (var owner in Orphaning.OwnerUids(value))
        {
            if (!_owned.TryGetValue(owner, out var keys))
            {
                _owned[owner] = keys = [];
            }

            keys.Add(value.Key);
        }
    }

    private void Remove(StoredObject value)
    {
        _keys.Remove(value.Uid);
        foreach (var owner in Orphaning.OwnerUids(value))
        {
            if (_owned.TryGetValue(owner, out var keys) && keys.Remove(value.Key) && keys.Count == 0)
            {
                _owned.Remove(owner);
            }
        }
    }
}
