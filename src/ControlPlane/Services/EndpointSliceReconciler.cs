using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Services;

/// <summary>Service → EndpointSlices, from the pods its selector finds.</summary>
internal sealed class EndpointSliceReconciler(ICluster cluster) : IReconciler
{
    private readonly SelectorWatch _watch = new();

    public IEnumerable<Trigger> Triggers => _watch.Triggers;

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var service = await cluster.FindAsync<V1Service>(key.Name, key.Namespace, cancellationToken);
        var query = new ResourceQuery(key.Namespace, Resources.Selector(EndpointSlices.ServiceLabel, key.Name));
        var present = await cluster.ListAsync<V1EndpointSlice>(query, cancellationToken);
        var wanted = service?.Spec.Selector is { Count: > 0 } ? await DescribeAsync(service, cancellationToken) : [];
        foreach (var slice in wanted)
        {
            await cluster.ApplyAsync(slice, cancellationToken);
        }

        // Slices without the label are somebody else's.
        var names = wanted.Select(slice => slice.Metadata.Name).ToHashSet();
        foreach (var slice in present.Items.Where(slice => slice.GetLabel(EndpointSlices.ManagedByLabel) == EndpointSlices.Manager && !names.Contains(slice.Metadata.Name)))
        {
            await cluster.DeleteAsync<V1EndpointSlice>(slice.Metadata.Name, slice.Metadata.NamespaceProperty, cancellationToken);
        }

        return null;
    }

    private async Task<List<V1EndpointSlice>> DescribeAsync(V1Service service, CancellationToken cancellationToken)
    {
        var pods = await cluster.ListAsync<V1Pod>(new ResourceQuery(service.Metadata.NamespaceProperty), cancellationToken);
        return [.. EndpointSlices.Describe(service, pods.Items)];
    }
}
