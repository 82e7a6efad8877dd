using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Services;

/// <summary>Endpoints that a user wrote → endpoint slices, which is what traffic follows. Those of a Service with a selector are not the user's.</summary>
internal sealed class EndpointsMirroring(ICluster cluster) : IReconciler
{
    public const string SkipLabel = "endpointslice.kubernetes.io/skip-mirror";

    private const string Manager = "endpointslicemirroring-controller.k8s.io";

    public IEnumerable<Trigger> Triggers => [Trigger.Self<V1Endpoints>(), Trigger.Self<V1Service>()];

    public async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var service = await cluster.FindAsync<V1Service>(key.Name, key.Namespace, cancellationToken);
        var endpoints = await cluster.FindAsync<V1Endpoints>(key.Name, key.Namespace, cancellationToken);
        var isWritten = service is { Spec.Selector: null or { Count: 0 } } && endpoints is not null && endpoints.GetLabel(SkipLabel) != "true" && endpoints.GetLabel(EndpointsReconciler.ManagedByLabel) is null;
        List<V1EndpointSlice> wanted = isWritten ? [.. Describe(endpoints!)] : []; // not null when it is written
        foreach (var slice in wanted)
        {
            await cluster.ApplyAsync(slice, cancellationToken);
        }

        var names = wanted.Select(slice => slice.Metadata.Name).ToHashSet();
        var present = await cluster.ListAsync<V1EndpointSlice>(new ResourceQuery(key.Namespace, Resources.Selector(EndpointSlices.ServiceLabel, key.Name)), cancellationToken);
        foreach (var slice in present.Items.Where(slice => slice.GetLabel(EndpointSlices.ManagedByLabel) == Manager && !names.Contains(slice.Metadata.Name)))
        {
            await cluster.DeleteAsync<V1EndpointSlice>(slice.Metadata.Name, slice.Metadata.NamespaceProperty, cancellationToken);
        }

        return null;
    }

    public static IEnumerable<V1EndpointSlice> Describe(V1Endpoints endpoints) => (endpoints.Subsets ?? []).Select((subset, index) => Resources.WithKind(new V1EndpointSlice
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"{endpoints.Metadata.Name}-{Resources.HashText($"{endpoints.Metadata.Uid}|{index}")}",
            NamespaceProperty = endpoints.Metadata.NamespaceProperty,
            Labels = new Dictionary<string, string> { [EndpointSlices.ServiceLabel] = endpoints.Metadata.Name, [EndpointSlices.ManagedByLabel] = Manager },
            OwnerReferences = [Resources.ControlledBy(endpoints)],
        },
        AddressType = "IPv4",
        Endpoints = [.. (subset.Addresses ?? []).Select(address => Endpoint(address, ready: true)), .. (subset.NotReadyAddresses ?? []).Select(address => Endpoint(address, ready: false))],
        Ports = [.. (subset.Ports ?? []).Select(port => new Discoveryv1EndpointPort { Name = port.Name ?? string.Empty, Port = port.Port, Protocol = port.Protocol ?? "TCP", AppProtocol = port.AppProtocol })],
    }));

    private static V1Endpoint Endpoint(V1EndpointAddress address, bool ready) => new()
    {
        Addresses = [address.Ip],
        Hostname = address.Hostname,
        NodeName = address.NodeName,
        TargetRef = address.TargetRef,
        Conditions = new V1EndpointConditions { Ready = ready },
    };
}
