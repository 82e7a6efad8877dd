using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Writes that happen only when something differs, so that a reconciler that has nothing to do writes nothing.</summary>
internal static class ClusterWrites
{
    /// <summary>Carries the hash of what was last applied: when it differs, fields that are no longer wanted are removed.</summary>
    private const string AppliedAnnotation = "modelserving.dev/applied";

    private static readonly string[] ServerFields = ["apiVersion", "kind", "metadata", "status"];

    /// <summary>Creates the object, or brings the fields it sets to their wanted values.</summary>
    public static async Task<T> ApplyAsync<T>(this ICluster cluster, T desired, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var meta = desired.Metadata;
        var hash = Resources.Hash(desired);
        desired.SetAnnotation(AppliedAnnotation, hash);
        var current = await cluster.FindAsync<T>(meta.Name, meta.NamespaceProperty, cancellationToken);
        if (current is null)
        {
            return await cluster.CreateAsync(Resources.WithKind(desired), cancellationToken);
        }

        return ApplyPatch(current, desired, hash) is { } patch
            ? await cluster.PatchAsync<T>(meta.Name, meta.NamespaceProperty, patch, null, cancellationToken)
            : current;
    }

    /// <summary>Replaces the status when it differs.</summary>
    public static async Task<bool> WriteStatusAsync<T>(this ICluster cluster, T current, object status, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var present = Resources.ToJson(current)["status"] as JsonObject;
        if (PatchBuilder.Diff(present, Resources.ToJson(status), remove: true) is not { } change)
        {
            return false;
        }

        var patch = new JsonObject { ["status"] = change };
        await cluster.PatchAsync<T>(current.Metadata.Name, current.Metadata.NamespaceProperty, patch, "status", cancellationToken);
        return true;
    }

    /// <summary>The patch that <see cref="ApplyAsync"/> sends, or null.</summary>
    public static JsonObject? ApplyPatch<T>(T current, T desired, string hash)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var from = Resources.ToJson(current);
        var to = Resources.ToJson(desired);
        var changed = current.GetAnnotation(AppliedAnnotation) != hash;
        var patch = new JsonObject();
        if (MetadataPatch(from, to) is { } metadata)
        {
            patch["metadata"] = metadata;
        }

        foreach (var (field, value) in to.Where(pair => !ServerFields.Contains(pair.Key)))
        {
            if (PatchBuilder.Change(from[field], value, changed) is { } change)
            {
                patch[field] = change;
            }
        }

        return patch.Count > 0 ? patch : null;
    }

    private static JsonObject? MetadataPatch(JsonObject from, JsonObject to)
    {
        var wanted = new JsonObject();
        foreach (var field in (string[])["labels", "annotations", "ownerReferences"])
        {
            if (to["metadata"]?[field] is { } value)
            {
                wanted[field] = value.DeepClone();
            }
        }

        return PatchBuilder.Diff(from["metadata"] as JsonObject, wanted, remove: false);
    }
}
