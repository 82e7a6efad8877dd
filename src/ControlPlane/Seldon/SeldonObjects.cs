using k8s.Models;
using ModelServing.Kubernetes.Istio;

namespace ModelServing.ControlPlane.Seldon;

/// <summary>Everything a deployment asks the cluster for.</summary>
internal sealed record SeldonObjects(IReadOnlyList<V1Deployment> Deployments, IReadOnlyList<V1Service> Services, VirtualService Routes);
