using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>PersistentVolumeClaim → bound, as a provisioner would have it: which folder stands for the claim is the nodes' setting.</summary>
internal sealed class ClaimBinder(ICluster cluster, EventRecorder events) : IReconciler
{
    private const string Component = "persistentvolume-controller";

    public IEnumerable<Trigger> Triggers => [Trigger.Self<V1PersistentVolumeClaim>()];

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var claim = await cluster.FindAsync<V1PersistentVolumeClaim>(key.Name, key.Namespace, cancellationToken);
        if (claim is null || claim.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var volume = claim.Spec.VolumeName is { Length: > 0 } named ? named : $"pvc-{claim.Metadata.Uid}";
        if (claim.Spec.VolumeName != volume)
        {
            var binding = new JsonObject { ["spec"] = new JsonObject { ["volumeName"] = volume } };
            claim = await cluster.PatchAsync<V1PersistentVolumeClaim>(key.Name, key.Namespace, binding, null, cancellationToken);
            await events.RecordAsync(claim, EventRecorder.Normal, "ProvisioningSucceeded", $"Successfully provisioned volume {volume}", Component, cancellationToken);
        }

        var status = new V1PersistentVolumeClaimStatus { Phase = "Bound", AccessModes = claim.Spec.AccessModes, Capacity = claim.Spec.Resources?.Requests };
        await cluster.WriteStatusAsync(claim, status, cancellationToken);
        return null;
    }
}
