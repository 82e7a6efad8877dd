using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Deployment → ReplicaSets: one per pod template, sized by the rollout.</summary>
internal sealed class DeploymentReconciler(ICluster cluster, EventRecorder events, TimeProvider timeProvider) : IReconciler
{
    private const string HashLabel = "pod-template-hash";
    private const string RevisionAnnotation = "deployment.kubernetes.io/revision";
    private const string Component = "deployment-controller";

    public IEnumerable<Trigger> Triggers => [Trigger.Self<V1Deployment>(), Trigger.OwnedBy<V1ReplicaSet>("Deployment")];

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var deployment = await cluster.FindAsync<V1Deployment>(key.Name, key.Namespace, cancellationToken);
        if (deployment is null || deployment.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var sets = await OwnedSetsAsync(deployment, cancellationToken);
        if (deployment.Spec.Paused == true)
        {
            return await PauseAsync(deployment, sets, cancellationToken);
        }

        var newest = await NewestAsync(deployment, sets, cancellationToken);
        var older = sets.Where(set => set.Metadata.Name != newest.Metadata.Name).OrderBy(set => set.Metadata.CreationTimestamp).ToList();
        await ResizeAsync(deployment, newest, older, cancellationToken);
        await ForgetAsync(deployment, older, cancellationToken);
        return await ReportAsync(deployment, newest, [newest, .. older], cancellationToken);
    }

    /// <summary>The replica set a Deployment's present template asks for.</summary>
    public static V1ReplicaSet Describe(V1Deployment deployment, long revision)
    {
        var hash = Resources.Hash(deployment.Spec.Template);
        var template = Resources.Clone(deployment.Spec.Template);
        template.Metadata ??= new V1ObjectMeta();
        template.Metadata.EnsureLabels()[HashLabel] = hash;
        return Resources.WithKind(new V1ReplicaSet
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{deployment.Metadata.Name}-{hash}",
                NamespaceProperty = deployment.Metadata.NamespaceProperty,
                Labels = new Dictionary<string, string>(template.Metadata.Labels),
                Annotations = new Dictionary<string, string> { [RevisionAnnotation] = revision.ToString(CultureInfo.InvariantCulture) },
                OwnerReferences = [Resources.ControlledBy(deployment)],
            },
            Spec = new V1ReplicaSetSpec
            {
                Replicas = 0,
                MinReadySeconds = deployment.Spec.MinReadySeconds,
                Selector = new V1LabelSelector
                {
                    MatchLabels = new Dictionary<string, string>(deployment.Spec.Selector.MatchLabels ?? template.Metadata.Labels) { [HashLabel] = hash },
                },
                Template = template,
            },
        });
    }

    /// <summary>A paused Deployment rolls nothing out: it only follows its scale, with the replica set that has the pods.</summary>
    private async Task<TimeSpan?> PauseAsync(V1Deployment deployment, List<V1ReplicaSet> sets, CancellationToken cancellationToken)
    {
        var described = Describe(deployment, 0);
        var newest = sets.Find(set => set.Metadata.Name == described.Metadata.Name) ?? described;
        if (sets.Where(set => set.Spec.Replicas > 0).ToList() is [var only] && only.Spec.Replicas != (deployment.Spec.Replicas ?? 1))
        {
            await ResizeAsync(deployment, only, deployment.Spec.Replicas ?? 1, cancellationToken);
        }

        return await ReportAsync(deployment, newest, sets, cancellationToken);
    }

    private async Task<List<V1ReplicaSet>> OwnedSetsAsync(V1Deployment deployment, CancellationToken cancellationToken)
    {
        var list = await cluster.ListAsync<V1ReplicaSet>(new ResourceQuery(deployment.Metadata.NamespaceProperty), cancellationToken);
        return [.. list.Items.Where(set => Resources.IsControlledBy(set, deployment))];
    }

    private async Task<V1ReplicaSet> NewestAsync(V1Deployment deployment, List<V1ReplicaSet> sets, CancellationToken cancellationToken)
    {
        var latest = sets.Select(Revision).DefaultIfEmpty(0).Max();
        var wanted = Describe(deployment, latest + 1);
        var present = sets.Find(set => set.Metadata.Name == wanted.Metadata.Name);
        if (present is null)
        {
            wanted.Spec.Replicas = sets.Count == 0 ? deployment.Spec.Replicas ?? 1 : 0;
            present = await cluster.CreateAsync(wanted, cancellationToken);
            sets.Add(present);
            await ScaledAsync(deployment, present, 0, wanted.Spec.Replicas ?? 0, cancellationToken);
        }
        else if (Revision(present) != latest)
        {
            present = await AnnotateAsync(present, latest + 1, cancellationToken);
        }

        var revision = Revision(present).ToString(CultureInfo.InvariantCulture);
        if (deployment.GetAnnotation(RevisionAnnotation) != revision)
        {
            await AnnotateAsync(deployment, Revision(present), cancellationToken);
        }

        return present;
    }

    private static long Revision(V1ReplicaSet set) => long.TryParse(set.GetAnnotation(RevisionAnnotation), out var revision) ? revision : 0;

    private Task<T> AnnotateAsync<T>(T resource, long revision, CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<V1ObjectMeta> => cluster.PatchAsync<T>(
            resource.Metadata.Name,
            resource.Metadata.NamespaceProperty,
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["annotations"] = new JsonObject { [RevisionAnnotation] = revision.ToString(CultureInfo.InvariantCulture) },
                },
            },
            null,
            cancellationToken);

    private async Task ResizeAsync(V1Deployment deployment, V1ReplicaSet newest, List<V1ReplicaSet> older, CancellationToken cancellationToken)
    {
        foreach (var (name, replicas) in RolloutPlan.Decide(deployment.Spec, Scale(newest), [.. older.Select(Scale)]))
        {
            var set = name == newest.Metadata.Name ? newest : older.First(candidate => candidate.Metadata.Name == name);
            await ResizeAsync(deployment, set, replicas, cancellationToken);
        }
    }

    private async Task ResizeAsync(V1Deployment deployment, V1ReplicaSet set, int replicas, CancellationToken cancellationToken)
    {
        var patch = new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } };
        await cluster.PatchAsync<V1ReplicaSet>(set.Metadata.Name, set.Metadata.NamespaceProperty, patch, null, cancellationToken);
        await ScaledAsync(deployment, set, set.Spec.Replicas ?? 0, replicas, cancellationToken);
    }

    private static RolloutScale Scale(V1ReplicaSet set) => new(set.Metadata.Name, set.Spec.Replicas ?? 1, set.Status?.AvailableReplicas ?? 0);

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
        var empty = older.Where(set => set.Spec.Replicas == 0 && (set.Status?.Replicas ?? 0) == 0).OrderBy(Revision).ToList();
        foreach (var set in empty.Take(Math.Max(0, empty.Count - (deployment.Spec.RevisionHistoryLimit ?? 10))))
        {
            await cluster.DeleteAsync<V1ReplicaSet>(set.Metadata.Name, set.Metadata.NamespaceProperty, cancellationToken);
        }
    }

    private async Task<TimeSpan?> ReportAsync(
        V1Deployment deployment,
        V1ReplicaSet newest,
        IReadOnlyList<V1ReplicaSet> all,
        CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow().UtcDateTime;
        var status = DeploymentStatusBuilder.Build(deployment, newest, all, now);
        await cluster.WriteStatusAsync(deployment, status, cancellationToken);
        return DeploymentStatusBuilder.Deadline(deployment, status) is { } deadline
            ? TimeSpan.FromSeconds(Math.Max(1, (deadline - now).TotalSeconds))
            : null;
    }
}
