using k8s.Models;
using ModelServing.Kubernetes.Istio;

namespace ModelServing.Gateway.Routes;

/// <summary>The cluster's objects that decide where requests go.</summary>
internal sealed record ClusterSnapshot(
    IReadOnlyCollection<VirtualService> VirtualServices,
    IReadOnlyCollection<V1Service> Services,
    IReadOnlyCollection<V1EndpointSlice> EndpointSlices);
