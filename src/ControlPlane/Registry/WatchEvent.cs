using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Registry;

/// <summary>A change as one watcher sees it: an object that leaves its selection is deleted for it.</summary>
internal readonly record struct WatchEvent(string Type, StoredObject Object)
{
    public const string Added = "ADDED";
    public const string Modified = "MODIFIED";
    public const string Deleted = "DELETED";

    public static WatchEvent? Of(StoreChange change, ObjectQuery query)
    {
        var was = change.Before is { } before && query.Matches(before);
        var isNow = !change.Deleted && query.Matches(change.After);
        return (was, isNow) switch
        {
            (false, true) => new(Added, change.After),
            (true, true) => new(Modified, change.After),
            (true, false) => new(Deleted, change.After),
            _ => null,
        };
    }
}
