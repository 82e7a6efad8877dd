using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Registry;

/// <summary>Who owns whom.</summary>
internal static class Orphaning
{
    public static IEnumerable<string> OwnerUids(StoredObject value) => value.Root.Items("metadata", "ownerReferences").Select(owner => owner.Text("uid"));

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
                if (store.TryWrite(current.Key, current, released, out _))
                {
                    break;
                }
            }
        }
    }
}
