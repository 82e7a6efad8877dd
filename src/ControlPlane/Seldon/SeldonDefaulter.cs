using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Seldon;

namespace ModelServing.ControlPlane.Seldon;

/// <summary>
/// Completes a deployment in memory: containers for prepackaged servers, ports, endpoints. What users read back stays as they wrote it.
/// </summary>
internal static class SeldonDefaulter
{
    private const int FirstHttpPort = 9000;
    private const int FirstGrpcPort = 9500;
    private const int FirstMetricsPort = 6000;

    public static SeldonDeployment Default(SeldonDeployment stored)
    {
        var deployment = Resources.Clone(stored);
        var spec = deployment.Spec ??= new SeldonDeploymentSpec();
        spec.Protocol = string.IsNullOrEmpty(spec.Protocol) ? "seldon" : spec.Protocol;
        spec.Transport = string.IsNullOrEmpty(spec.Transport) ? "rest" : spec.Transport;

        // A container name has the same ports in every predictor.
        var numbers = new Dictionary<string, int>();
        foreach (var predictor in spec.Predictors ?? [])
        {
            predictor.Labels ??= new Dictionary<string, string>();
            predictor.Labels.TryAdd("version", predictor.Name ?? string.Empty);
            predictor.ComponentSpecs ??= [];
            foreach (var unit in SeldonGraph.Units(predictor))
            {
                DefaultKind(unit);
                DefaultContainer(deployment, predictor, unit, numbers);
            }
        }

        return deployment;
    }

    private static void DefaultKind(PredictiveUnit unit)
    {
        if (unit.Type is null && unit.Methods is null && unit.Implementation is null)
        {
            unit.Type = "MODEL";
        }

        unit.Implementation = string.IsNullOrEmpty(unit.Implementation) ? "UNKNOWN_IMPLEMENTATION" : unit.Implementation;
        if (PrepackagedServers.IsServer(unit.Implementation))
        {
            unit.Type = "MODEL";
        }
    }

    private static void DefaultContainer(SeldonDeployment deployment, SeldonPredictor predictor, PredictiveUnit unit, Dictionary<string, int> numbers)
    {
        var container = Find(predictor, unit.Name) ?? (PrepackagedServers.IsServer(unit.Implementation) ? Add(predictor, unit) : null);
        if (container is null)
        {
            return;
        }

        if (!numbers.TryGetValue(container.Name, out var number))
        {
            numbers[container.Name] = number = numbers.Count;
        }

        var http = Port(container, "http", FirstHttpPort + number);
        var grpc = Port(container, "grpc", FirstGrpcPort + number);
        Port(container, "metrics", FirstMetricsPort + number);
        if (string.IsNullOrEmpty(container.Image) && PrepackagedServers.IsServer(unit.Implementation))
        {
            container.Image = PrepackagedServers.Image(unit.Implementation ?? string.Empty, deployment.Spec?.Protocol ?? "seldon");
        }

        var grpcFirst = unit.Endpoint?.Type == "GRPC" || (unit.Endpoint?.Type is null && deployment.Spec?.Transport == "grpc");
        var service = SeldonNames.Container(deployment.Metadata.Name, predictor.Name ?? string.Empty, container.Name);
        unit.Endpoint = new UnitEndpoint
        {
            ServiceHost = SeldonNames.ClusterHost(service, deployment.Metadata.NamespaceProperty ?? "default"),
            ServicePort = grpcFirst ? grpc : http,
            Type = grpcFirst ? "GRPC" : "REST",
            HttpPort = http,
            GrpcPort = grpc,
        };
    }

    private static V1Container? Find(SeldonPredictor predictor, string? name) => (predictor.ComponentSpecs ?? [])
        .SelectMany(component => component.Spec?.Containers ?? [])
        .FirstOrDefault(container => container.Name == name);

    private static V1Container Add(SeldonPredictor predictor, PredictiveUnit unit)
    {
        var components = predictor.ComponentSpecs ??= [];
        if (components.Count == 0)
        {
            components.Add(new SeldonPodSpec());
        }

        var container = new V1Container { Name = unit.Name };
        var pod = components[0].Spec ??= new V1PodSpec();
        pod.Containers = [.. pod.Containers ?? [], container];
        return container;
    }

    private static int Port(V1Container container, string name, int number)
    {
        if (container.Ports?.FirstOrDefault(port => port.Name == name) is { } present)
        {
            return present.ContainerPort;
        }

        container.Ports = [.. container.Ports ?? [], new V1ContainerPort { Name = name, ContainerPort = number, Protocol = "TCP" }];
        return number;
    }
}
