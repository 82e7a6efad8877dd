using System.Collections.Frozen;
using k8s.Models;

namespace ModelServing.Kubernetes.Schemas;

/// <summary>Which lists a strategic merge patch merges, and by which key, as the Kubernetes API reference documents them.</summary>
internal static class MergeKeys
{
    private static readonly FrozenDictionary<(Type, string), string> Keys = new Dictionary<(Type, string), string>
    {
        [(typeof(V1ObjectMeta), "ownerReferences")] = "uid",
        [(typeof(V1ObjectMeta), "finalizers")] = "",
        [(typeof(V1PodSpec), "containers")] = "name",
        [(typeof(V1PodSpec), "initContainers")] = "name",
        [(typeof(V1PodSpec), "ephemeralContainers")] = "name",
        [(typeof(V1PodSpec), "volumes")] = "name",
        [(typeof(V1PodSpec), "imagePullSecrets")] = "name",
        [(typeof(V1PodSpec), "hostAliases")] = "ip",
        [(typeof(V1PodSpec), "topologySpreadConstraints")] = "topologyKey",
        [(typeof(V1PodSpec), "schedulingGates")] = "name",
        [(typeof(V1PodSpec), "resourceClaims")] = "name",
        [(typeof(V1Container), "ports")] = "containerPort",
        [(typeof(V1Container), "env")] = "name",
        [(typeof(V1Container), "volumeMounts")] = "mountPath",
        [(typeof(V1Container), "volumeDevices")] = "devicePath",
        [(typeof(V1EphemeralContainer), "ports")] = "containerPort",
        [(typeof(V1EphemeralContainer), "env")] = "name",
        [(typeof(V1EphemeralContainer), "volumeMounts")] = "mountPath",
        [(typeof(V1PodStatus), "conditions")] = "type",
        [(typeof(V1PodStatus), "podIPs")] = "ip",
        [(typeof(V1ServiceSpec), "ports")] = "port",
        [(typeof(V1ServiceStatus), "conditions")] = "type",
        [(typeof(V1ServiceAccount), "secrets")] = "name",
        [(typeof(V1ServiceAccount), "imagePullSecrets")] = "name",
        [(typeof(V1NodeSpec), "podCIDRs")] = "",
        [(typeof(V1NodeStatus), "conditions")] = "type",
        [(typeof(V1NodeStatus), "addresses")] = "type",
        [(typeof(V1NamespaceStatus), "conditions")] = "type",
        [(typeof(V1DeploymentStatus), "conditions")] = "type",
        [(typeof(V1ReplicaSetStatus), "conditions")] = "type",
        [(typeof(V1PersistentVolumeClaimStatus), "conditions")] = "type",
        [(typeof(V2HorizontalPodAutoscalerStatus), "conditions")] = "type",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<(Type, string)> RetainKeys = new HashSet<(Type, string)>
    {
        (typeof(V1DeploymentSpec), "strategy"),
        (typeof(V1PodSpec), "volumes"),
        (typeof(V1PodSpec), "resourceClaims"),
    }.ToFrozenSet();

    public static string? Of(Type type, string field) => Keys.GetValueOrDefault((type, field));

    public static bool Retains(Type type, string field) => RetainKeys.Contains((type, field));
}
