using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Nodes;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Binds pods to nodes, and makes room for important ones.</summary>
internal sealed class PodScheduler(ICluster cluster, EventRecorder events, TimeProvider timeProvider) : IReconciler, IDisposable
{
    public const string Component = "default-scheduler";

    /// <summary>When a pod that fits nowhere is tried again although nothing has changed.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    private readonly WaitingPods _waiting = new();
    private readonly SemaphoreSlim _oneAtATime = new(1);

    public IEnumerable<Trigger> Triggers => _waiting.Triggers;

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var pod = await cluster.FindAsync<V1Pod>(key.Name, key.Namespace, cancellationToken);
            return pod is null || !WaitingPods.NeedsNode(pod) || await ScheduleAsync(pod, cancellationToken) ? null : Again;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>Returns whether nothing more is to be tried.</summary>
    private async Task<bool> ScheduleAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        if (pod.Spec.SchedulingGates is { Count: > 0 })
        {
            await ReportAsync(pod, Condition(scheduled: false, "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates"), null, cancellationToken);
            return true;
        }

        var list = await cluster.ListAsync<V1Node>(ResourceQuery.All, cancellationToken);
        var pods = await cluster.ListAsync<V1Pod>(ResourceQuery.All, cancellationToken);
        var nodes = NodeView.For(pod, list.Items, pods.Items);
        var claims = await MissingClaimsAsync(pod, cancellationToken);
        if (claims.FirstOrDefault(claim => !list.Items.Any(node => MappedClaims.Has(node, claim.Name))) is { Problem: { } problem })
        {
            await RefuseAsync(pod, NodeChoice.Blocked(nodes.Count, problem), string.Empty, cancellationToken);
            return false;
        }

        var (node, reason) = NodeChoice.Decide(pod, nodes);
        if (node is null)
        {
            await MakeRoomAsync(pod, nodes, reason, cancellationToken);
            return false;
        }

        // The condition first: once bound, the conditions are the node's to write.
        await ReportAsync(pod, Condition(scheduled: true, null, null), null, cancellationToken);
        var patch = new JsonObject { ["spec"] = new JsonObject { ["nodeName"] = node } };
        await cluster.PatchAsync<V1Pod>(pod.Metadata.Name, pod.Metadata.NamespaceProperty, patch, null, cancellationToken);
        var message = $"Successfully assigned {ObjectKey.Of(pod)} to {node}";
        await events.RecordAsync(pod, EventRecorder.Normal, "Scheduled", message, Component, cancellationToken);
        foreach (var claim in claims)
        {
            await events.RecordAsync(pod, EventRecorder.Warning, "ClaimNotFound", $"{claim.Problem}: the nodes' storage map has a folder for it, but a cluster would not schedule this pod", Component, cancellationToken);
        }

        return true;
    }

    private async Task<List<(string Name, string Problem)>> MissingClaimsAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        List<(string Name, string Problem)> missing = [];
        foreach (var name in pod.Claims())
        {
            var claim = await cluster.FindAsync<V1PersistentVolumeClaim>(name, pod.Metadata.NamespaceProperty, cancellationToken);
            if (claim is null || claim.Metadata.DeletionTimestamp is not null)
            {
                missing.Add((name, $"persistentvolumeclaim \"{name}\" {(claim is null ? "not found" : "is being deleted")}"));
            }
        }

        return missing;
    }

    /// <summary>Drives out less important pods, if that helps; the pod is tried again when they are gone.</summary>
    private async Task MakeRoomAsync(V1Pod pod, IReadOnlyList<NodeView> nodes, string reason, CancellationToken cancellationToken)
    {
        var budgets = await cluster.ListAsync<V1PodDisruptionBudget>(ResourceQuery.All, cancellationToken);
        if (Preemption.Decide(pod, nodes, [.. budgets.Items]) is not { } found)
        {
            await RefuseAsync(pod, reason, string.Empty, cancellationToken);
            return;
        }

        if (Preemption.Refusal(pod, nodes) is { } refusal)
        {
            await RefuseAsync(pod, NodeChoice.Decide(pod, nodes, refusal).Reason, pod.Status?.NominatedNodeName ?? string.Empty, cancellationToken);
            return;
        }

        await RefuseAsync(pod, NodeChoice.Decide(pod, nodes, string.Empty).Reason, found.Node.Name, cancellationToken);
        foreach (var victim in found.Victims.Where(victim => victim.Metadata.DeletionTimestamp is null))
        {
            await DriveOutAsync(victim, pod, found.Node.Name, cancellationToken);
        }
    }

    private async Task DriveOutAsync(V1Pod victim, V1Pod pod, string node, CancellationToken cancellationToken)
    {
        const string message = $"{Component}: preempting to accommodate a higher priority pod";
        var condition = new V1PodCondition { Type = "DisruptionTarget", Status = "True", Reason = "PreemptionByScheduler", Message = message, LastTransitionTime = timeProvider.Now() };
        await ReportAsync(victim, condition, null, cancellationToken);
        await events.RecordAsync(victim, EventRecorder.Normal, "Preempted", $"Preempted by pod {pod.Metadata.Uid} on node {node}", Component, cancellationToken);
        await cluster.DeleteAsync<V1Pod>(victim.Metadata.Name, victim.Metadata.NamespaceProperty, cancellationToken);
    }

    private async Task RefuseAsync(V1Pod pod, string reason, string nominated, CancellationToken cancellationToken)
    {
        await ReportAsync(pod, Condition(scheduled: false, "Unschedulable", reason), nominated, cancellationToken);
        await events.RecordAsync(pod, EventRecorder.Warning, "FailedScheduling", reason, Component, cancellationToken);
    }

    private V1PodCondition Condition(bool scheduled, string? reason, string? message) => new()
    {
        Type = "PodScheduled",
        Status = scheduled ? "True" : "False",
        Reason = reason,
        Message = message,
        LastTransitionTime = timeProvider.Now(),
    };

    /// <summary>Sets a condition and, unless that stays as it is, the node that was cleared for the pod.</summary>
    private async Task ReportAsync(V1Pod pod, V1PodCondition condition, string? nominated, CancellationToken cancellationToken)
    {
        var nomination = nominated is null || nominated == (pod.Status?.NominatedNodeName ?? string.Empty) ? null : nominated;
        if (nomination is null && pod.Condition(condition.Type) is { } present && present.Status == condition.Status && present.Message == condition.Message)
        {
            return;
        }

        var conditions = (pod.Status?.Conditions ?? []).Where(other => other.Type != condition.Type).Append(condition);
        var status = new JsonObject { ["conditions"] = new JsonArray([.. conditions.Select(Resources.ToJson)]) };
        if (nomination is not null)
        {
            status["nominatedNodeName"] = nomination.Length == 0 ? null : nomination;
        }

        await cluster.PatchAsync<V1Pod>(pod.Metadata.Name, pod.Metadata.NamespaceProperty, new JsonObject { ["status"] = status }, "status", cancellationToken);
    }
}
