using System.Globalization;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Knative;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Knative Revision → Deployment and Service; says whether the revision serves.</summary>
internal sealed class RevisionReconciler(ICluster cluster, TimeProvider timeProvider) : IReconciler
{
    /// <summary>How long a revision keeps its pods after its last share of the traffic is gone.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    public IEnumerable<Trigger> Triggers =>
    [
        Trigger.Self<Revision>(),
        Trigger.OwnedBy<V1Deployment>(Revision.KubeKind),
        Trigger.Labelled<V1Pod>(KServeNames.RevisionLabel),
    ];

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var revision = await cluster.FindAsync<Revision>(key.Name, key.Namespace, cancellationToken);
        if (revision is null || revision.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var rest = RestOfGrace(revision);
        var name = KServeNames.Deployment(key.Name);
        var present = await cluster.FindAsync<V1Deployment>(name, key.Namespace, cancellationToken);
        var replicas = RevisionWorkload.Replicas(revision, present?.Spec.Replicas, reserve: rest <= TimeSpan.Zero);
        var deployment = await cluster.ApplyAsync(RevisionWorkload.Deployment(revision, replicas), cancellationToken);
        await cluster.ApplyAsync(RevisionWorkload.Service(revision), cancellationToken);

        var query = new ResourceQuery(key.Namespace, Resources.Selector(KServeNames.RevisionLabel, key.Name));
        var pods = await cluster.ListAsync<V1Pod>(query, cancellationToken);
        var status = RevisionReadiness.Judge(revision, deployment, pods.Items, timeProvider.GetUtcNow().UtcDateTime);
        await cluster.WriteStatusAsync(revision, status, cancellationToken);
        return rest > TimeSpan.Zero ? rest : null;
    }

    /// <summary>Null for a revision in use; otherwise how long it may yet keep its pods.</summary>
    private TimeSpan? RestOfGrace(Revision revision)
    {
        if (revision.GetLabel(KServeNames.RoutingStateLabel) != KServeNames.Reserve)
        {
            return null;
        }

        var since = revision.GetAnnotation(KServeNames.RoutingStateModifiedAnnotation);
        return DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var modified)
            ? modified + Grace - timeProvider.GetUtcNow()
            : TimeSpan.Zero;
    }
}
