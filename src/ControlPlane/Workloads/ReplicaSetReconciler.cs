using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>ReplicaSet → Pods: as many as asked for.</summary>
internal sealed class ReplicaSetReconciler(ICluster cluster, EventRecorder events, TimeProvider timeProvider) : IReconciler
{
    private const string Component = "replicaset-controller";

    private readonly OrphanWatch<V1ReplicaSet, V1Pod> _watch = new("ReplicaSet", set => set.Spec?.Selector);

    public IEnumerable<Trigger> Triggers => _watch.Triggers;

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var set = await cluster.FindAsync<V1ReplicaSet>(key.Name, key.Namespace, cancellationToken);
        if (set is null || set.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var list = await cluster.ListAsync<V1Pod>(new ResourceQuery(key.Namespace), cancellationToken);
        var pods = await cluster.ClaimAsync(set, set.Spec.Selector, list.Items.Where(pod => pod.IsActive()), cancellationToken);
        try
        {
            await ResizeAsync(set, pods, cancellationToken);
        }
        catch (ClusterException failure) when (!failure.IsConflict && !failure.AlreadyExists)
        {
            await ReportAsync(set, pods, failure, cancellationToken);
            throw;
        }

        return await ReportAsync(set, pods, null, cancellationToken);
    }

    public static V1Pod Describe(V1ReplicaSet set) => Resources.WithKind(new V1Pod
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"{set.Metadata.Name}-{Resources.RandomSuffix()}",
            GenerateName = $"{set.Metadata.Name}-",
            NamespaceProperty = set.Metadata.NamespaceProperty,
            Labels = set.Spec.Template.Metadata?.Labels,
            Annotations = set.Spec.Template.Metadata?.Annotations,
            OwnerReferences = [Resources.ControlledBy(set)],
        },
        Spec = set.Spec.Template.Spec,
        Status = new V1PodStatus { Phase = "Pending" },
    });

    private async Task ResizeAsync(V1ReplicaSet set, List<V1Pod> pods, CancellationToken cancellationToken)
    {
        var wanted = set.Spec.Replicas ?? 1;
        while (pods.Count < wanted)
        {
            pods.Add(await CreateAsync(set, cancellationToken));
            await events.RecordAsync(set, EventRecorder.Normal, "SuccessfulCreate", $"Created pod: {pods[^1].Metadata.Name}", Component, cancellationToken);
        }

        foreach (var pod in Pods.InDeletionOrder(pods).Take(pods.Count - wanted).ToList())
        {
            await cluster.DeleteAsync<V1Pod>(pod.Metadata.Name, pod.Metadata.NamespaceProperty, cancellationToken);
            pods.Remove(pod);
            await events.RecordAsync(set, EventRecorder.Normal, "SuccessfulDelete", $"Deleted pod: {pod.Metadata.Name}", Component, cancellationToken);
        }
    }

    private async Task<V1Pod> CreateAsync(V1ReplicaSet set, CancellationToken cancellationToken)
    {
        try
        {
            return await cluster.CreateAsync(Describe(set), cancellationToken);
        }
        catch (ClusterException exception)
        {
            await events.RecordAsync(set, EventRecorder.Warning, "FailedCreate", $"Error creating: {exception.Message}", Component, cancellationToken);
            throw;
        }
    }

    private async Task<TimeSpan?> ReportAsync(V1ReplicaSet set, List<V1Pod> pods, ClusterException? failure, CancellationToken cancellationToken)
    {
        var now = timeProvider.Now();
        var minReady = set.Spec.MinReadySeconds ?? 0;
        var status = new V1ReplicaSetStatus
        {
            ObservedGeneration = set.Metadata.Generation,
            Replicas = pods.Count,
            FullyLabeledReplicas = pods.Count(pod => Resources.Matches(set.Spec.Template.Metadata?.Labels, pod.Metadata.Labels)),
            ReadyReplicas = pods.Count(pod => pod.IsReady()),
            AvailableReplicas = pods.Count(pod => pod.IsAvailable(minReady, now)),
            Conditions = failure is null ? null : [Failure(set, pods, failure, now)],
        };
        await cluster.WriteStatusAsync(set, status, cancellationToken);
        return status.ReadyReplicas == status.AvailableReplicas ? null : TimeSpan.FromSeconds(1);
    }

    /// <summary>Says what went wrong first; later attempts may fail in other words.</summary>
    private static V1ReplicaSetCondition Failure(V1ReplicaSet set, List<V1Pod> pods, ClusterException failure, DateTime now) => set.ReplicaFailure() ?? new V1ReplicaSetCondition
    {
        Type = ReplicaSets.Failure,
        Status = "True",
        Reason = pods.Count < (set.Spec.Replicas ?? 1) ? "FailedCreate" : "FailedDelete",
        Message = failure.Message,
        LastTransitionTime = now,
    };
}
