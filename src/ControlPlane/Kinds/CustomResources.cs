using ModelServing.Kubernetes.Istio;
using ModelServing.Kubernetes.Knative;
using ModelServing.Kubernetes.KServe;
using ModelServing.Kubernetes.Seldon;

namespace ModelServing.ControlPlane.Kinds;

/// <summary>The kinds that KServe, Seldon Core, Istio, Knative, KEDA and the Prometheus operator bring to a cluster.</summary>
internal static class CustomResources
{
    public static IEnumerable<ResourceDefinition> All { get; } =
    [
        Define("serving.kserve.io", "v1beta1", "InferenceService", "inferenceservices", "isvc") with { HasStatus = true, Model = typeof(InferenceService) },
        Define("serving.kserve.io", "v1alpha1", "ServingRuntime", "servingruntimes"),
        Define("serving.kserve.io", "v1alpha1", "ClusterServingRuntime", "clusterservingruntimes") with { Namespaced = false },
        Seldon("v1"),
        Seldon("v1alpha2"),
        Seldon("v1alpha3"),
        Define("networking.istio.io", "v1beta1", "VirtualService", "virtualservices", "vs") with { HasStatus = true, Model = typeof(VirtualService) },
        Define("serving.knative.dev", "v1", "Revision", "revisions", "rev") with { HasStatus = true, Model = typeof(Revision) },
        Define("keda.sh", "v1alpha1", "ScaledObject", "scaledobjects", "so") with { HasStatus = true },
        Define("monitoring.coreos.com", "v1", "ServiceMonitor", "servicemonitors", "smon"),
    ];

    private static ResourceDefinition Seldon(string version) =>
        Define("machinelearning.seldon.io", version, "SeldonDeployment", "seldondeployments", "sdep") with
        {
            HasStatus = true,
            Categories = ["all"],
            StorageVersion = "v1",
            Model = typeof(SeldonDeployment),
            Scale = new("spec.replicas", "status.replicas", ""),
        };

    private static ResourceDefinition Define(string group, string version, string kind, string plural, params string[] shortNames) => new()
    {
        Group = group,
        Version = version,
        Kind = kind,
        Plural = plural,
        ShortNames = shortNames,
        HasGeneration = true,
        IsCustom = true,
    };
}
