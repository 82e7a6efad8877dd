using k8s;
using k8s.Models;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Names one object of a kind; what a controller's queue holds.</summary>
internal readonly record struct ObjectKey(string? Namespace, string Name)
{
    public static ObjectKey Of(IKubernetesObject<V1ObjectMeta> resource) => new(resource.Metadata.NamespaceProperty, resource.Metadata.Name);

    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}
