using k8s;
using k8s.Models;

namespace ModelServing.Kubernetes.Client;

/// <summary>Names one object of a kind.</summary>
/// <param name="Namespace">The namespace; empty for cluster-scoped objects.</param>
/// <param name="Name">The name.</param>
public readonly record struct ResourceKey(string Namespace, string Name)
{
    /// <summary>Gets the key of an object.</summary>
    public static ResourceKey Of(IKubernetesObject<V1ObjectMeta> resource) =>
        new(resource.Metadata.NamespaceProperty ?? "", resource.Metadata.Name);

    /// <summary>Gives <c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
