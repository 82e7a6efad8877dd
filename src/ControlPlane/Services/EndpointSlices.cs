using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ControlPlane.Workloads;

namespace ModelServing.ControlPlane.Services;

/// <summary>Describes the endpoint slices of a Service: one per pod, because every pod has ports of its own on the node.</summary>
internal static class EndpointSlices
{
    public const string ServiceLabel = "kubernetes.io/service-name";
    public const string ManagedByLabel = "endpointslice.kubernetes.io/managed-by";
    public const string Manager = "endpointslice-controller.k8s.io";

    /// <summary>Carries the node's ports for the container's: a JSON object, container port to host port.</summary>
    public const string PortsAnnotation = "modelserving.dev/ports";

    public static IEnumerable<V1EndpointSlice> Describe(V1Service service, IEnumerable<V1Pod> pods) =>
        from pod in pods
        where pod.Status?.Phase is not ("Succeeded" or "Failed") && Resources.Matches(service.Spec.Selector, pod.Metadata.Labels)
        let ports = Ports(service, pod)
        where ports.Count > 0
        select Describe(service, pod, ports);

    /// <summary>Reads the node's ports for the container's; an annotation that is no such object gives none.</summary>
    public static Dictionary<int, int> ReadPorts(V1Pod pod)
    {
        if (pod.GetAnnotation(PortsAnnotation) is not { } text)
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(text) is JsonObject ports
                ? ports.Where(pair => int.TryParse(pair.Key, out _)).ToDictionary(pair => int.Parse(pair.Key), pair => pair.Value?.GetValue<int>() ?? 0)
                : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    private static V1EndpointSlice Describe(V1Service service, V1Pod pod, List<Discoveryv1EndpointPort> ports) => Resources.WithKind(new V1EndpointSlice
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"{service.Metadata.Name}-{Resources.HashText(pod.Metadata.Uid ?? pod.Metadata.Name)}",
            NamespaceProperty = service.Metadata.NamespaceProperty,
            Labels = new Dictionary<string, string> { [ServiceLabel] = service.Metadata.Name, [ManagedByLabel] = Manager },
            OwnerReferences = [Resources.ControlledBy(service)],
        },
        AddressType = "IPv4",
        Endpoints =
        [
            new V1Endpoint
            {
                Addresses = [pod.Status?.PodIP is { Length: > 0 } address ? address : "127.0.0.1"],
                Conditions = Conditions(service, pod),
                NodeName = pod.Spec.NodeName,
                TargetRef = new V1ObjectReference
                {
                    Kind = V1Pod.KubeKind,
                    Name = pod.Metadata.Name,
                    NamespaceProperty = pod.Metadata.NamespaceProperty,
                    Uid = pod.Metadata.Uid,
                },
            },
        ],
        Ports = ports,
    });

    /// <summary>A pod that is ending may still serve, but is not to be given anything new.</summary>
    private static V1EndpointConditions Conditions(V1Service service, V1Pod pod)
    {
        var serving = pod.Condition("Ready")?.Status == "True";
        var terminating = pod.Metadata.DeletionTimestamp is not null;
        return new V1EndpointConditions { Ready = service.Spec.PublishNotReadyAddresses == true || (serving && !terminating), Serving = serving, Terminating = terminating };
    }

    private static List<Discoveryv1EndpointPort> Ports(V1Service service, V1Pod pod)
    {
        var published = ReadPorts(pod);
        var ports = new List<Discoveryv1EndpointPort>();
        foreach (var port in service.Spec.Ports ?? [])
        {
            if (ContainerPort(port, pod) is { } containerPort && published.TryGetValue(containerPort, out var hostPort))
            {
                ports.Add(new Discoveryv1EndpointPort { Name = port.Name ?? string.Empty, Port = hostPort, Protocol = "TCP", AppProtocol = port.AppProtocol });
            }
        }

        return ports;
    }

    private static int? ContainerPort(V1ServicePort port, V1Pod pod)
    {
        var target = port.TargetPort?.Value;
        return string.IsNullOrEmpty(target) ? port.Port
            : int.TryParse(target, out var number) ? number
            : pod.Spec.Containers.SelectMany(container => container.Ports ?? []).FirstOrDefault(candidate => candidate.Name == target)?.ContainerPort;
    }
}
