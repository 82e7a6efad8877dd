using k8s;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Istio;
using ModelServing.Kubernetes.Seldon;

namespace ModelServing.ControlPlane.Seldon;

/// <summary>SeldonDeployment → Deployments, Services, routes and status.</summary>
internal sealed class SeldonDeploymentReconciler(ICluster cluster, EventRecorder events, TimeProvider timeProvider) : IReconciler
{
    private const string Component = "seldon-controller-manager";

    public IEnumerable<Trigger> Triggers =>
    [
        Trigger.Self<SeldonDeployment>(),
        Trigger.OwnedBy<V1Deployment>(SeldonDeployment.KubeKind),
        Trigger.OwnedBy<V1Service>(SeldonDeployment.KubeKind),
        Trigger.OwnedBy<VirtualService>(SeldonDeployment.KubeKind),
        Trigger.Labelled<V1Pod>(SeldonNames.DeploymentLabel),
    ];

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var stored = await cluster.FindAsync<SeldonDeployment>(key.Name, key.Namespace, cancellationToken);
        if (stored is null || stored.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var now = timeProvider.GetUtcNow().UtcDateTime;
        var deployment = SeldonDefaulter.Default(stored);
        var objects = SeldonObjectsBuilder.Build(deployment);
        if (Refusal(deployment) is { } refusal)
        {
            await WriteAsync(stored, SeldonStatusBuilder.Failed(stored, refusal, now), cancellationToken);
            return null;
        }

        var present = await ApplyAsync(objects, cancellationToken);
        await PruneAsync(stored, objects, cancellationToken);
        var query = new ResourceQuery(key.Namespace, Resources.Selector(SeldonNames.DeploymentLabel, key.Name));
        var pods = await cluster.ListAsync<V1Pod>(query, cancellationToken);
        await WriteAsync(stored, SeldonStatusBuilder.Build(deployment, objects, present, pods.Items, now), cancellationToken);
        return null;
    }

    /// <summary>Why a deployment that was admitted cannot run.</summary>
    private static string? Refusal(SeldonDeployment deployment)
    {
        var idle = deployment.Spec?.Predictors?.FirstOrDefault(predictor => SeldonGraph.Units(predictor).All(unit => unit.Endpoint is null));
        return idle is null ? null : $"engine not separate and no pu with localhost service: the graph of predictor \"{idle.Name}\" has no container to run";
    }

    private async Task<IReadOnlyList<V1Deployment>> ApplyAsync(SeldonObjects objects, CancellationToken cancellationToken)
    {
        var present = new List<V1Deployment>();
        foreach (var deployment in objects.Deployments)
        {
            present.Add(await cluster.ApplyAsync(deployment, cancellationToken));
        }

        foreach (var service in objects.Services)
        {
            await cluster.ApplyAsync(service, cancellationToken);
        }

        await cluster.ApplyAsync(objects.Routes, cancellationToken);
        return present;
    }

    /// <summary>Deletes what an earlier form of the deployment asked for.</summary>
    private async Task PruneAsync(SeldonDeployment owner, SeldonObjects objects, CancellationToken cancellationToken)
    {
        await PruneAsync(owner, objects.Deployments, cancellationToken);
        await PruneAsync(owner, objects.Services, cancellationToken);
    }

    private async Task PruneAsync<T>(SeldonDeployment owner, IReadOnlyList<T> wanted, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var names = wanted.Select(item => item.Metadata.Name).ToHashSet();
        var query = new ResourceQuery(owner.Metadata.NamespaceProperty, Resources.Selector(SeldonNames.DeploymentLabel, owner.Metadata.Name));
        var present = await cluster.ListAsync<T>(query, cancellationToken);
        foreach (var stale in present.Items.Where(item => Resources.IsControlledBy(item, owner) && !names.Contains(item.Metadata.Name)))
        {
            await cluster.DeleteAsync<T>(stale.Metadata.Name, stale.Metadata.NamespaceProperty, cancellationToken);
        }
    }

    private async Task WriteAsync(SeldonDeployment stored, SeldonDeploymentStatus status, CancellationToken cancellationToken)
    {
        var before = stored.Status?.State;
        if (!await cluster.WriteStatusAsync(stored, status, cancellationToken) || before == status.State)
        {
            return;
        }

        var (type, reason, message) = status.State switch
        {
            "Available" => (EventRecorder.Normal, "Available", $"SeldonDeployment {stored.Metadata.Name} is available"),
            "Failed" => (EventRecorder.Warning, "Failed", status.Description ?? string.Empty),
            _ => (EventRecorder.Normal, "Updating", $"SeldonDeployment {stored.Metadata.Name} is being rolled out"),
        };
        await events.RecordAsync(stored, type, reason, message, Component, cancellationToken);
    }
}
