using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Registry;

/// <summary>A pod on a node is deleted in two steps: it is marked, its node ends it and then removes it for good.</summary>
internal static class PodDeletion
{
    private const long UsualGrace = 30;

    /// <summary>Stands for a pod that is ending already and has no more time than it would get.</summary>
    public static JsonObject Unchanged { get; } = [];

    /// <summary>Whether the pod's node still has time to end it.</summary>
    public static bool IsEnding(StoredObject value) => value.Key.Resource == "pods" && value.Root.Number("metadata", "deletionGracePeriodSeconds") > 0;

    /// <summary>Gives the pod as it is to be marked, or null when it can go at once: no node runs it, or no time is to be given.</summary>
    public static JsonObject? Mark(ClusterStore store, StoredObject pod, DeletionOptions options, DateTimeOffset now)
    {
        var node = pod.Root.Text("spec", "nodeName");
        var grace = Math.Max(0, options.GracePeriodSeconds ?? (pod.Root.At("spec", "terminationGracePeriodSeconds") is null ? UsualGrace : pod.Root.Number("spec", "terminationGracePeriodSeconds")));
        if (grace == 0 && IsEnding(pod) && pod.Root.Items("metadata", "finalizers").Any())
        {
            var kept = pod.ToNode();
            kept.Child("metadata")["deletionGracePeriodSeconds"] = 0;
            return kept;
        }

        if (grace == 0 || node.Length == 0 || pod.Root.Text("status", "phase") is "Succeeded" or "Failed" || store.Find(new StoreKey("nodes", "", node)) is null)
        {
            return null;
        }

        if (pod.IsBeingDeleted && (options.GracePeriodSeconds is null || pod.Root.Number("metadata", "deletionGracePeriodSeconds") <= grace))
        {
            return Unchanged;
        }

        var marked = pod.ToNode();
        marked.Child("metadata")["deletionTimestamp"] = ObjectMetadata.Timestamp(now.AddSeconds(grace));
        marked.Child("metadata")["deletionGracePeriodSeconds"] = grace;
        return marked;
    }
}
