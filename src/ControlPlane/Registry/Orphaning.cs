using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Registry;

/// <summary>Who owns whom.</summary>
internal static class Orphaning
{
    private static bool Blocks(StoredObject value, string owner) => value.Root.Items("metadata", "ownerReferences")
        .Any(reference => reference.Text("uid") == owner && reference.Text("blockOwnerDeletion") == "true");

    public static IEnumerable<string> OwnerUids(StoredObject value) => value.Root.Items("metadata", "ownerReferences").Select(owner => owner.Text("uid"));

    /// <summary>What keeps an object that is deleted in the foreground until those that it owns are gone.</summary>
    public const string ForegroundFinalizer = "foregroundDeletion";

    public static bool HasBlockingDependents(StoreSnapshot snapshot, StoredObject owner) => HasBlockingDependents(snapshot.Everything, owner);

    public static bool HasBlockingDependents(IEnumerable<StoredObject> candidates, StoredObject owner) => candidates.Any(value => Blocks(value, owner.Uid));

    /// <summary>Takes the owner out of everything it owns, before it is deleted alone.</summary>
    public static void Release(ClusterStore store, StoredObject owner)
    {
        foreach (var owned in store.Snapshot.Everything.Where(value => OwnerUids(value).Contains(owner.Uid)).ToList())
        {
            while (store.Find(owned.Key) is { } current && OwnerUids(current).Contains(owner.Uid))
            {
                var released = current.ToNode();
                var owners = released["metadata"]?["ownerReferences"] as JsonArray ?? [];
                owners.RemoveAll(reference => reference.Text("uid") == owner.Uid);
                if (owners.Count == 0)
                {
                    released.Child("metadata").Remove("ownerReferences");
                }

                if (store.TryWrite(current.Key, current, released, out _))
                {
                    break;
                }
            }
        }
    }
}
