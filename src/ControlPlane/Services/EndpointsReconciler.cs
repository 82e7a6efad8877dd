using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Services;

/// <summary>Service → Endpoints, the older form of its endpoint slices.</summary>
internal sealed class EndpointsReconciler(ICluster cluster) : IReconciler
{
    public const string ManagedByLabel = "endpoints.kubernetes.io/managed-by";
    public const string Manager = "endpoint-controller";

    private readonly SelectorWatch _watch = new();

    public IEnumerable<Trigger> Triggers => _watch.Triggers;

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var service = await cluster.FindAsync<V1Service>(key.Name, key.Namespace, cancellationToken);
        if (service?.Spec.Selector is { Count: > 0 })
        {
            var pods = await cluster.ListAsync<V1Pod>(new ResourceQuery(key.Namespace), cancellationToken);
            await cluster.ApplyAsync(Describe(service, pods.Items), cancellationToken);
        }
        else if (await cluster.FindAsync<V1Endpoints>(key.Name, key.Namespace, cancellationToken) is { } left && left.GetLabel(ManagedByLabel) == Manager)
        {
            await cluster.DeleteAsync<V1Endpoints>(key.Name, key.Namespace, cancellationToken);
        }

        return null;
    }

    /// <summary>One subset for each pod, because every pod has ports of its own on the node.</summary>
    public static V1Endpoints Describe(V1Service service, IEnumerable<V1Pod> pods) => Resources.WithKind(new V1Endpoints
    {
        Metadata = new V1ObjectMeta
        {
            Name = service.Metadata.Name,
            NamespaceProperty = service.Metadata.NamespaceProperty,
            Labels = new Dictionary<string, string>(service.Metadata.Labels ?? new Dictionary<string, string>()) { [ManagedByLabel] = Manager },
        },
        Subsets = [.. EndpointSlices.Describe(service, pods).Where(slice => slice.Endpoints[0].Conditions.Terminating != true).Select(Subset)],
    });

    private static V1EndpointSubset Subset(V1EndpointSlice slice)
    {
        var endpoint = slice.Endpoints[0];
        var address = new V1EndpointAddress { Ip = endpoint.Addresses[0], NodeName = endpoint.NodeName, TargetRef = endpoint.TargetRef };
        return new V1EndpointSubset
        {
            Addresses = endpoint.Conditions.Ready == true ? [address] : null,
            NotReadyAddresses = endpoint.Conditions.Ready == true ? null : [address],
            Ports = [.. slice.Ports.Select(port => new Corev1EndpointPort { Name = port.Name is { Length: > 0 } name ? name : null, Port = port.Port ?? 0, Protocol = port.Protocol, AppProtocol = port.AppProtocol })],
        };
    }
}
