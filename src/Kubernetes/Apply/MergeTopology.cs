using System.Collections.Frozen;
using k8s.Models;

namespace ModelServing.Kubernetes.Apply;

/// <summary>
/// What Kubernetes' API documents mark as <c>x-kubernetes-list-type</c> map or set, and as <c>x-kubernetes-map-type: atomic</c>. Lists that are
/// not named here are atomic.
/// </summary>
internal static class MergeTopology
{
    private static readonly FrozenDictionary<(Type, string), ListTopology> Lists = new Dictionary<(Type, string), ListTopology>
    {
        [(typeof(V1ObjectMeta), "ownerReferences")] = ListTopology.By("uid"),
        [(typeof(V1ObjectMeta), "finalizers")] = ListTopology.Set,
        [(typeof(V1PodSpec), "containers")] = ListTopology.By("name"),
        [(typeof(V1PodSpec), "initContainers")] = ListTopology.By("name"),
        [(typeof(V1PodSpec), "ephemeralContainers")] = ListTopology.By("name"),
        [(typeof(V1PodSpec), "volumes")] = ListTopology.By("name"),
        [(typeof(V1PodSpec), "imagePullSecrets")] = ListTopology.By("name"),
        [(typeof(V1PodSpec), "hostAliases")] = ListTopology.By("ip"),
        [(typeof(V1PodSpec), "topologySpreadConstraints")] = ListTopology.By("topologyKey", "whenUnsatisfiable"),
        [(typeof(V1PodSpec), "schedulingGates")] = ListTopology.By("name"),
        [(typeof(V1PodSpec), "resourceClaims")] = ListTopology.By("name"),
        [(typeof(V1Container), "ports")] = ListTopology.By("containerPort", "protocol"),
        [(typeof(V1Container), "env")] = ListTopology.By("name"),
        [(typeof(V1Container), "volumeMounts")] = ListTopology.By("mountPath"),
        [(typeof(V1Container), "volumeDevices")] = ListTopology.By("devicePath"),
        [(typeof(V1EphemeralContainer), "ports")] = ListTopology.By("containerPort", "protocol"),
        [(typeof(V1EphemeralContainer), "env")] = ListTopology.By("name"),
        [(typeof(V1EphemeralContainer), "volumeMounts")] = ListTopology.By("mountPath"),
        [(typeof(V1EphemeralContainer), "volumeDevices")] = ListTopology.By("devicePath"),
        [(typeof(V1ResourceRequirements), "claims")] = ListTopology.By("name"),
        [(typeof(V1PodStatus), "conditions")] = ListTopology.By("type"),
        [(typeof(V1PodStatus), "podIPs")] = ListTopology.By("ip"),
        [(typeof(V1PodStatus), "resourceClaimStatuses")] = ListTopology.By("name"),
        [(typeof(V1ServiceSpec), "ports")] = ListTopology.By("port", "protocol"),
        [(typeof(V1ServiceStatus), "conditions")] = ListTopology.By("type"),
        [(typeof(V1ServiceAccount), "secrets")] = ListTopology.By("name"),
        [(typeof(V1NodeSpec), "podCIDRs")] = ListTopology.Set,
        [(typeof(V1NodeStatus), "conditions")] = ListTopology.By("type"),
        [(typeof(V1NodeStatus), "addresses")] = ListTopology.By("type"),
        [(typeof(V1NamespaceStatus), "conditions")] = ListTopology.By("type"),
        [(typeof(V1PersistentVolumeClaimStatus), "conditions")] = ListTopology.By("type"),
        [(typeof(V1DeploymentStatus), "conditions")] = ListTopology.By("type"),
        [(typeof(V1ReplicaSetStatus), "conditions")] = ListTopology.By("type"),
        [(typeof(V1StatefulSetStatus), "conditions")] = ListTopology.By("type"),
        [(typeof(V1DaemonSetStatus), "conditions")] = ListTopology.By("type"),
        [(typeof(V2HorizontalPodAutoscalerStatus), "conditions")] = ListTopology.By("type"),
        [(typeof(V1PodDisruptionBudgetStatus), "conditions")] = ListTopology.By("type"),
    }.ToFrozenDictionary();

    private static readonly FrozenSet<Type> AtomicStructures = new HashSet<Type>
    {
        typeof(V1LabelSelector),
        typeof(V1NodeSelector),
        typeof(V1NodeSelectorTerm),
        typeof(V1TopologySelectorTerm),
        typeof(V1ScopeSelector),
        typeof(V1ObjectReference),
        typeof(V1LocalObjectReference),
        typeof(V1TypedLocalObjectReference),
        typeof(V1SecretReference),
        typeof(V1SecretKeySelector),
        typeof(V1ConfigMapKeySelector),
        typeof(V1ObjectFieldSelector),
        typeof(V1ResourceFieldSelector),
        typeof(V1OwnerReference),
        typeof(V1EndpointAddress),
        typeof(Corev1EndpointPort),
        typeof(Discoveryv1EndpointPort),
        typeof(V1CrossVersionObjectReference),
        typeof(V1RoleRef),
        typeof(Rbacv1Subject),
    }.ToFrozenSet();

    private static readonly FrozenSet<(Type, string)> AtomicMaps = new HashSet<(Type, string)>
    {
        (typeof(V1PodSpec), "nodeSelector"),
        (typeof(V1ServiceSpec), "selector"),
        (typeof(V1ReplicationControllerSpec), "selector"),
    }.ToFrozenSet();

    public static ListTopology? ListOf(Type type, string field) => Lists.GetValueOrDefault((type, field));

    public static bool IsAtomic(Type structure) => AtomicStructures.Contains(structure);

    public static bool IsAtomic(Type type, string field) => AtomicMaps.Contains((type, field));
}
