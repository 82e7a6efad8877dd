using System.Reflection;
using k8s;
using k8s.Models;

namespace ModelServing.ControlPlane.Kinds;

/// <summary>Kubernetes' own kinds, as far as model serving needs them.</summary>
internal static class BuiltInResources
{
    private static readonly ScalePaths Scale = new("spec.replicas", "status.replicas", "spec.selector");

    public static IEnumerable<ResourceDefinition> All { get; } =
    [
        Define<V1Namespace>("ns") with { Namespaced = false, HasStatus = true, FieldLabels = ["status.phase"] },
        Define<V1ConfigMap>("cm"),
        Define<V1Secret>() with { FieldLabels = ["type"] },
        Define<V1Service>("svc") with { HasStatus = true, Categories = ["all"], FieldLabels = ["spec.clusterIP", "spec.type"] },
        Define<V1ServiceAccount>("sa"),
        Define<V1Pod>("po") with
        {
            HasStatus = true,
            Categories = ["all"],
            FieldLabels = ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase", "status.podIP"],
        },
        Define<V1Node>("no") with { Namespaced = false, HasStatus = true, FieldLabels = ["spec.unschedulable"] },
        Define<Corev1Event>("ev") with
        {
            FieldLabels =
            [
                "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
                "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
            ],
        },
        Define<V1PersistentVolumeClaim>("pvc") with { HasStatus = true },
        Define<V1Endpoints>("ep"),
        Define<V1Deployment>("deploy") with { HasStatus = true, HasGeneration = true, Scale = Scale, Categories = ["all"] },
        Define<V1ReplicaSet>("rs") with
        {
            HasStatus = true, HasGeneration = true, Scale = Scale, Categories = ["all"], FieldLabels = ["status.replicas"],
        },
        Define<V1PodDisruptionBudget>("pdb") with { HasStatus = true, HasGeneration = true },
        Define<V1PriorityClass>("pc") with { Namespaced = false, HasGeneration = true },
        Define<V1EndpointSlice>() with { HasGeneration = true },
        Define<V1Lease>(),
        Define<V2HorizontalPodAutoscaler>("hpa") with { HasStatus = true, Categories = ["all"], StorageVersion = "v2" },
        Define<V1HorizontalPodAutoscaler>("hpa") with { HasStatus = true, Categories = ["all"], StorageVersion = "v2" },
        Define<V1ClusterRole>() with { Namespaced = false },
        Define<V1ClusterRoleBinding>() with { Namespaced = false },
        Define<V1Role>(),
        Define<V1RoleBinding>(),
        Define<V1CustomResourceDefinition>("crd", "crds") with
        {
            Namespaced = false, HasStatus = true, HasGeneration = true, Categories = ["api-extensions"],
        },
    ];

    /// <summary>Describes a kind by the class that KubernetesClient has for it.</summary>
    public static ResourceDefinition Define<T>(params string[] shortNames)
        where T : IKubernetesObject
    {
        var entity = typeof(T).GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new InvalidOperationException($"{typeof(T)} has no KubernetesEntity attribute");
        return new ResourceDefinition
        {
            Group = entity.Group ?? "",
            Version = entity.ApiVersion,
            Kind = entity.Kind,
            Plural = entity.PluralName,
            ShortNames = shortNames,
            Model = typeof(T),
        };
    }
}
