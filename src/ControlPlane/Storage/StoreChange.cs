namespace ModelServing.ControlPlane.Storage;

/// <summary>One committed write.</summary>
/// <param name="Version">The resource version it made.</param>
/// <param name="Before">The object before, null for a creation.</param>
/// <param name="After">The object after; for a deletion its last state at the deletion's version.</param>
/// <param name="Deleted">Whether the object is gone.</param>
internal sealed record StoreChange(long Version, StoredObject? Before, StoredObject After, bool Deleted)
{
    /// <summary>Gives a snapshot as it was before the write, at the version it has.</summary>
    public StoreSnapshot Undo(StoreSnapshot snapshot) => Before is null ? snapshot.Without(After.Key, snapshot.Version) : snapshot.With(Before, snapshot.Version);
}
