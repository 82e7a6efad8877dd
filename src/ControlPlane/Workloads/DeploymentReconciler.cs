using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Deployment → ReplicaSets: one per pod template, sized by the rollout.</summary>
internal sealed class DeploymentReconciler(ICluster cluster, EventRecorder events, TimeProvider timeProvider) : IReconciler
{
    private const string Component = "deployment-controller";

    private readonly OrphanWatch<V1Deployment, V1ReplicaSet> _watch = new("Deployment", deployment => deployment.Spec?.Selector);
    private readonly ConcurrentDictionary<ObjectKey, ObjectKey> _deployments = new();
    private readonly DeploymentRevisions _revisions = new(cluster);

    public IEnumerable<Trigger> Triggers => [.. _watch.Triggers, Trigger.On<V1ReplicaSet>(NoteOwner), Trigger.On<V1Pod>(OnPod)];

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var deployment = await cluster.FindAsync<V1Deployment>(key.Name, key.Namespace, cancellationToken);
        if (deployment is null || deployment.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var list = await cluster.ListAsync<V1ReplicaSet>(new ResourceQuery(key.Namespace), cancellationToken);
        var sets = await cluster.ClaimAsync(deployment, deployment.Spec.Selector, list.Items, cancellationToken);
        if (deployment.Spec.Paused == true || DeploymentScaling.IsNeeded(deployment, sets))
        {
            return await ScaleAsync(deployment, sets, cancellationToken);
        }

        return RolloutPlan.IsRolling(deployment.Spec) || await AreOldPodsGoneAsync(deployment, sets, cancellationToken)
            ? await RollOutAsync(deployment, sets, cancellationToken)
            : await ReportAsync(deployment, DeploymentRevisions.Find(deployment, sets), sets, cancellationToken);
    }

    private static RolloutScale Scale(V1ReplicaSet set) =>
        new(set.Metadata.Name, set.Spec.Replicas ?? 1, set.Status?.AvailableReplicas ?? 0) { MostBefore = RevisionAnnotations.MostBefore(set) };

    private IEnumerable<ObjectKey> NoteOwner(ResourceEvent<V1ReplicaSet> change)
    {
        var key = ObjectKey.Of(change.Resource);
        if (change.Type is ResourceEventType.Deleted)
        {
            _deployments.TryRemove(key, out _);
        }
        else if (ControllerClaims.Controller(change.Resource) is { Kind: "Deployment" } owner)
        {
            _deployments[key] = key with { Name = owner.Name };
        }

        return [];
    }

    /// <summary>Who recreates its pods waits for the old ones to be gone.</summary>
    private IEnumerable<ObjectKey> OnPod(ResourceEvent<V1Pod> change) =>
        change.Type is ResourceEventType.Deleted
        && ControllerClaims.Controller(change.Resource) is { Kind: "ReplicaSet" } owner
        && _deployments.TryGetValue(new ObjectKey(change.Resource.Metadata.NamespaceProperty, owner.Name), out var deployment)
            ? [deployment]
            : [];

    /// <summary>Takes the old replica sets' pods away; says whether all are gone.</summary>
    private async Task<bool> AreOldPodsGoneAsync(V1Deployment deployment, List<V1ReplicaSet> sets, CancellationToken cancellationToken)
    {
        var newest = DeploymentRevisions.Find(deployment, sets);
        var older = sets.Where(set => set.Metadata.Name != newest?.Metadata.Name).ToList();
        foreach (var set in older.Where(set => set.Spec.Replicas > 0))
        {
            await ResizeAsync(deployment, set, 0, cancellationToken);
        }

        var uids = older.Select(set => set.Metadata.Uid).ToHashSet();
        var pods = await cluster.ListAsync<V1Pod>(new ResourceQuery(deployment.Metadata.NamespaceProperty), cancellationToken);
        return !pods.Items.Any(pod => pod.Status?.Phase is not ("Succeeded" or "Failed") && ControllerClaims.Controller(pod) is { } owner && uids.Contains(owner.Uid));
    }

    private async Task<TimeSpan?> RollOutAsync(V1Deployment deployment, List<V1ReplicaSet> sets, CancellationToken cancellationToken)
    {
        var newest = DeploymentRevisions.Find(deployment, sets);
        if (newest is null)
        {
            newest = await CreateAsync(deployment, sets, cancellationToken);
            if (newest is null)
            {
                return null;
            }

            sets.Add(newest);
            await ScaledAsync(deployment, newest, 0, newest.Spec.Replicas ?? 0, cancellationToken);
        }

        newest = await _revisions.AdvanceAsync(deployment, newest, sets, cancellationToken);
        var older = sets.Where(set => set.Metadata.Name != newest.Metadata.Name).OrderBy(set => set.Metadata.CreationTimestamp).ToList();
        await ResizeAsync(deployment, [newest, .. older], RolloutPlan.Decide(deployment.Spec, Scale(newest), [.. older.Select(Scale)]), cancellationToken);
        await ForgetAsync(deployment, older, cancellationToken);
        return await ReportAsync(deployment, newest, [newest, .. older], cancellationToken);
    }

    private async Task<V1ReplicaSet?> CreateAsync(V1Deployment deployment, List<V1ReplicaSet> sets, CancellationToken cancellationToken)
    {
        try
        {
            return await _revisions.CreateAsync(deployment, sets, cancellationToken);
        }
        catch (ClusterException failure) when (!failure.IsConflict)
        {
            var message = $"Failed to create new replica set \"{DeploymentRevisions.Describe(deployment, 0).Metadata.Name}\": {failure.Message}";
            await events.RecordAsync(deployment, EventRecorder.Warning, DeploymentStatusBuilder.CreateError, message, Component, cancellationToken);
            await cluster.WriteStatusAsync(deployment, DeploymentStatusBuilder.Build(deployment, null, sets, timeProvider.Now(), message), cancellationToken);
            throw;
        }
    }

    /// <summary>Follows the scale alone: a paused Deployment rolls nothing out, and any other does so after it is scaled.</summary>
    private async Task<TimeSpan?> ScaleAsync(V1Deployment deployment, List<V1ReplicaSet> sets, CancellationToken cancellationToken)
    {
        var newest = DeploymentRevisions.Find(deployment, sets);
        var older = sets.Where(set => set != newest).OrderBy(set => set.Metadata.CreationTimestamp).ToList();
        var sizes = DeploymentScaling.Decide(deployment.Spec, newest is null ? null : Scale(newest), [.. older.Select(Scale)]);
        foreach (var set in sets.Where(set => set.Spec.Replicas > 0 || sizes.ContainsKey(set.Metadata.Name)))
        {
            // Also those that keep their size: they have it for the new scale from now on.
            await ResizeAsync(deployment, set, sizes.GetValueOrDefault(set.Metadata.Name, set.Spec.Replicas ?? 0), cancellationToken);
        }

        return await ReportAsync(deployment, newest, sets, cancellationToken);
    }

    private async Task ResizeAsync(V1Deployment deployment, List<V1ReplicaSet> sets, Dictionary<string, int> sizes, CancellationToken cancellationToken)
    {
        foreach (var set in sets.Where(set => sizes.ContainsKey(set.Metadata.Name)))
        {
            await ResizeAsync(deployment, set, sizes[set.Metadata.Name], cancellationToken);
        }
    }

    private async Task ResizeAsync(V1Deployment deployment, V1ReplicaSet set, int replicas, CancellationToken cancellationToken)
    {
        var notes = RevisionAnnotations.Scale(deployment.Spec);
        var before = set.Spec.Replicas ?? 0;
        if (before == replicas && notes.All(pair => set.GetAnnotation(pair.Key) == pair.Value))
        {
            return;
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = RevisionAnnotations.ToJson(notes) },
            ["spec"] = new JsonObject { ["replicas"] = replicas },
        };
        await cluster.PatchAsync<V1ReplicaSet>(set.Metadata.Name, set.Metadata.NamespaceProperty, patch, null, cancellationToken);
        set.Spec.Replicas = replicas;
        await ScaledAsync(deployment, set, before, replicas, cancellationToken);
    }

    private Task ScaledAsync(V1Deployment deployment, V1ReplicaSet set, int from, int to, CancellationToken cancellationToken) => from == to
        ? Task.CompletedTask
        : events.RecordAsync(
            deployment,
            EventRecorder.Normal,
            "ScalingReplicaSet",
            $"Scaled {(to > from ? "up" : "down")} replica set {set.Metadata.Name} from {from} to {to}",
            Component,
            cancellationToken);

    /// <summary>Drops empty replica sets beyond the history that is kept for roll-backs.</summary>
    private async Task ForgetAsync(V1Deployment deployment, List<V1ReplicaSet> older, CancellationToken cancellationToken)
    {
        var empty = older.Where(set => set.Spec.Replicas == 0 && (set.Status?.Replicas ?? 0) == 0).OrderBy(RevisionAnnotations.RevisionOf).ToList();
        foreach (var set in empty.Take(Math.Max(0, empty.Count - (deployment.Spec.RevisionHistoryLimit ?? 10))))
        {
            await cluster.DeleteAsync<V1ReplicaSet>(set.Metadata.Name, set.Metadata.NamespaceProperty, cancellationToken);
        }
    }

    private async Task<TimeSpan?> ReportAsync(V1Deployment deployment, V1ReplicaSet? newest, IReadOnlyList<V1ReplicaSet> all, CancellationToken cancellationToken)
    {
        var now = timeProvider.Now();
        var status = DeploymentStatusBuilder.Build(deployment, newest, all, now);
        await cluster.WriteStatusAsync(deployment, status, cancellationToken);
        return DeploymentStatusBuilder.Deadline(deployment, status) is { } deadline
            ? TimeSpan.FromSeconds(Math.Clamp((deadline - now).TotalSeconds, 1, 3600))
            : null;
    }
}
