using k8s;
using k8s.Models;

namespace ModelServing.ControlPlane.Kinds;

/// <summary>Kubernetes' kinds that folders of manifests bring along. They are kept, listed and patched like all others, but no controller acts on them.</summary>
internal static class StoredResources
{
    public static IEnumerable<ResourceDefinition> All { get; } =
    [
        Define<V1PersistentVolume>("pv") with { Namespaced = false, HasStatus = true },
        Define<V1StorageClass>("sc") with { Namespaced = false },
        Define<V1ResourceQuota>("quota") with { HasStatus = true },
        Define<V1LimitRange>("limits"),
        Define<V1NetworkPolicy>("netpol") with { HasGeneration = true },
        Define<V1Ingress>("ing") with { HasStatus = true, HasGeneration = true },
        Define<V1IngressClass>() with { Namespaced = false, HasGeneration = true },
        Define<V1RuntimeClass>() with { Namespaced = false },
        Define<V1ControllerRevision>(),
        Define<V1PodTemplate>(),
        Define<V1ReplicationController>("rc") with { HasStatus = true, HasGeneration = true, Categories = ["all"], Scale = new("spec.replicas", "status.replicas", "spec.selector") },
        Define<V1StatefulSet>("sts") with { HasStatus = true, HasGeneration = true, Categories = ["all"], Scale = new("spec.replicas", "status.replicas", "spec.selector") },
        Define<V1DaemonSet>("ds") with { HasStatus = true, HasGeneration = true, Categories = ["all"] },
        Define<V1Job>() with { HasStatus = true, HasGeneration = true, Categories = ["all"] },
        Define<V1CronJob>("cj") with { HasStatus = true, HasGeneration = true, Categories = ["all"] },
        Define<V1ValidatingWebhookConfiguration>() with { Namespaced = false, HasGeneration = true },
        Define<V1MutatingWebhookConfiguration>() with { Namespaced = false, HasGeneration = true },
    ];

    private static ResourceDefinition Define<T>(params string[] shortNames)
        where T : IKubernetesObject => BuiltInResources.Define<T>(shortNames) with { IsOnlyStored = true };
}
