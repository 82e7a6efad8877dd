using k8s.Models;
using ModelServing.ControlPlane.KServe;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Seldon;

namespace ModelServing.ControlPlane.Seldon;

/// <summary>Says how far a deployment is.</summary>
internal static class SeldonStatusBuilder
{
    private const string Stuck = "Deployment is no longer progressing and not available.";

    public static SeldonDeploymentStatus Build(
        SeldonDeployment deployment,
        SeldonObjects objects,
        IReadOnlyList<V1Deployment> present,
        IReadOnlyList<V1Pod> pods,
        DateTime now)
    {
        var available = present.Count == objects.Deployments.Count && present.All(IsAvailable);
        var stuck = present.Any(item => item.Status?.Conditions?.Any(condition => condition is { Type: "Progressing", Status: "False" }) == true);
        var trouble = available ? null : PodTrouble.Of(pods);
        var conditions = new Conditions(deployment.Status?.Conditions, now);
        conditions.Set("DeploymentsReady", available ? true : stuck || trouble?.IsFailure == true ? false : null, trouble?.Reason, trouble?.Message);
        conditions.Set("ServicesReady", true);
        conditions.Set("istioVirtualServicesReady", true);
        conditions.Set("AmbassadorMappingsReady", true, "No Ambassador Mappings defined");
        conditions.Set("HpasReady", true, "No HPAs defined");
        conditions.Set("KedaReady", true, "No KEDA resources defined");
        conditions.Set("PdbsReady", true, "No PDBs defined");
        conditions.Set("Ready", conditions["DeploymentsReady"]);
        return new SeldonDeploymentStatus
        {
            State = available ? "Available" : stuck ? "Failed" : "Creating",
            Description = stuck ? Stuck : trouble is null ? null : $"{trouble.Reason}: {trouble.Message}",
            DeploymentStatus = present.ToDictionary(item => item.Metadata.Name, State),
            ServiceStatus = objects.Services.ToDictionary(service => service.Metadata.Name, State),
            Replicas = present.Count > 0 ? present[0].Status?.Replicas : null,
            Address = new SeldonAddress { Url = Address(deployment) },
            ObservedGeneration = deployment.Metadata.Generation,
            Conditions = conditions.ToList(),
        };
    }

    public static SeldonDeploymentStatus Failed(SeldonDeployment deployment, string description, DateTime now)
    {
        var conditions = new Conditions(deployment.Status?.Conditions, now);
        conditions.Set("Ready", false, "Failed", description);
        return new SeldonDeploymentStatus
        {
            State = "Failed",
            Description = description,
            ObservedGeneration = deployment.Metadata.Generation,
            Conditions = conditions.ToList(),
        };
    }

    private static string Address(SeldonDeployment deployment)
    {
        var first = deployment.Spec?.Predictors?.FirstOrDefault();
        var host = SeldonNames.ClusterHost(SeldonNames.Predictor(deployment.Metadata.Name, first?.Name ?? string.Empty), deployment.Metadata.NamespaceProperty);
        var path = deployment.Spec?.Protocol switch
        {
            "tensorflow" => $"/v1/models/{first?.Graph?.Name}:predict",
            "v2" or "kfserving" => $"/v2/models/{first?.Graph?.Name}/infer",
            _ => "/api/v1.0/predictions",
        };
        return $"http://{host}:{SeldonNames.HttpPort}{path}";
    }

    private static bool IsAvailable(V1Deployment deployment) =>
        deployment.Status?.ObservedGeneration == deployment.Metadata.Generation
        && (deployment.Status?.AvailableReplicas ?? 0) >= (deployment.Spec.Replicas ?? 1)
        && (deployment.Status?.UpdatedReplicas ?? 0) >= (deployment.Spec.Replicas ?? 1);

    private static DeploymentState State(V1Deployment deployment) => new()
    {
        Replicas = deployment.Status?.Replicas ?? 0,
        AvailableReplicas = deployment.Status?.AvailableReplicas ?? 0,
    };

    private static ServiceState State(V1Service service)
    {
        var host = $"{service.Metadata.Name}.{service.Metadata.NamespaceProperty}";
        return new ServiceState
        {
            SvcName = service.Metadata.Name,
            HttpEndpoint = $"{host}:{service.Spec.Ports[0].Port}",
            GrpcEndpoint = $"{host}:{service.Spec.Ports[1].Port}",
        };
    }
}
