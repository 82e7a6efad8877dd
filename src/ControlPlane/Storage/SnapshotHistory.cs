namespace ModelServing.ControlPlane.Storage;

/// <summary>A few earlier snapshots. They share what has not changed, so one costs as much as was written since.</summary>
internal sealed class SnapshotHistory
{
    private const int Capacity = 64;

    private readonly Lock _lock = new();
    private readonly LinkedList<StoreSnapshot> _snapshots = [];

    public void Add(StoreSnapshot snapshot)
    {
        lock (_lock)
        {
            if (_snapshots.Any(kept => kept.Version == snapshot.Version))
            {
                return;
            }

            _snapshots.AddLast(snapshot);
            if (_snapshots.Count > Capacity)
            {
                _snapshots.RemoveFirst();
            }
        }
    }

    public StoreSnapshot? Find(long version)
    {
        lock (_lock)
        {
            return _snapshots.FirstOrDefault(kept => kept.Version == version);
        }
    }
}
