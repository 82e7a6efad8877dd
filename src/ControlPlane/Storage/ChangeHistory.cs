namespace ModelServing.ControlPlane.Storage;

/// <summary>The latest changes of one resource, so that a watch can begin in the past. Guarded by the store's lock.</summary>
/// <param name="oldest">The version from which on the history is complete.</param>
internal sealed class ChangeHistory(long oldest)
{
    private const int Capacity = 2_000;

    private readonly Queue<StoreChange> _changes = new();

    public long Oldest { get; private set; } = oldest;

    public void Add(StoreChange change)
    {
        _changes.Enqueue(change);
        if (_changes.Count > Capacity)
        {
            Oldest = _changes.Dequeue().Version;
        }
    }

    public IEnumerable<StoreChange> After(long version) => _changes.Where(change => change.Version > version);
}
