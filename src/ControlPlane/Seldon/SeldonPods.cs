using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Seldon;

namespace ModelServing.ControlPlane.Seldon;

/// <summary>Completes the pods of a defaulted predictor: server arguments, environment, model download.</summary>
internal static class SeldonPods
{
    private const string Initializer = "seldonio/rclone-storage-initializer:1.18.0";
    private const string SideServer = "tfserving";
    private const int SideGrpcPort = 2000;
    private const int SideRestPort = 2001;

    public static V1PodSpec Build(SeldonDeployment deployment, SeldonPredictor predictor, SeldonPodSpec component)
    {
        var pod = Resources.Clone(component.Spec ?? new V1PodSpec());
        pod.TerminationGracePeriodSeconds ??= 20;
        foreach (var unit in SeldonGraph.Units(predictor))
        {
            if (pod.Containers?.FirstOrDefault(container => container.Name == unit.Name) is { } container)
            {
                Complete(deployment, predictor, unit, container, pod);
            }
        }

        return pod;
    }

    private static void Complete(SeldonDeployment deployment, SeldonPredictor predictor, PredictiveUnit unit, V1Container container, V1PodSpec pod)
    {
        var server = container;
        if (unit.Implementation == PrepackagedServers.Tensorflow)
        {
            server = deployment.Spec?.Protocol == "tensorflow" ? container : AddSideServer(pod, unit);
            server.Args = server == container
                ? [.. TensorflowArguments(unit, unit.Endpoint?.GrpcPort, unit.Endpoint?.HttpPort), .. container.Args ?? []]
                : TensorflowArguments(unit, server.Ports[0].ContainerPort, server.Ports[1].ContainerPort);
        }

        container.Env = [.. Missing(container, Environment(deployment, predictor, unit, container, server)), .. container.Env ?? []];
        if (PrepackagedServers.IsServer(unit.Implementation) && !string.IsNullOrEmpty(unit.ModelUri))
        {
            AddInitializer(pod, unit, server);
        }
    }

    private static List<string> TensorflowArguments(PredictiveUnit unit, int? grpc, int? rest) =>
    [
        $"--port={grpc}",
        $"--rest_api_port={rest}",
        $"--model_name={unit.Name}",
        $"--model_base_path={SeldonNames.ModelFolder}",
    ];

    /// <summary>For Seldon's own protocol a proxy translates; the server stands beside it in the pod.</summary>
    private static V1Container AddSideServer(V1PodSpec pod, PredictiveUnit unit)
    {
        var others = pod.Containers.Count(container => container.Name.EndsWith(SideServer, StringComparison.Ordinal));
        var server = new V1Container
        {
            Name = others == 0 ? SideServer : $"{unit.Name}-{SideServer}",
            Image = PrepackagedServers.TensorflowImage,
            Ports =
            [
                new V1ContainerPort { Name = $"tfgrpc{others}", ContainerPort = SideGrpcPort + (2 * others), Protocol = "TCP" },
                new V1ContainerPort { Name = $"tfrest{others}", ContainerPort = SideRestPort + (2 * others), Protocol = "TCP" },
            ],
        };
        pod.Containers = [.. pod.Containers, server];
        return server;
    }

    private static IEnumerable<V1EnvVar> Missing(V1Container container, IEnumerable<V1EnvVar> variables) =>
        variables.Where(variable => container.Env?.Any(own => own.Name == variable.Name) != true);

    private static IEnumerable<V1EnvVar> Environment(
        SeldonDeployment deployment,
        SeldonPredictor predictor,
        PredictiveUnit unit,
        V1Container container,
        V1Container server)
    {
        V1EnvVar Variable(string name, string? value) => new() { Name = name, Value = value ?? string.Empty };
        string Number(int? number) => (number ?? 0).ToString(CultureInfo.InvariantCulture);
        yield return Variable("PREDICTIVE_UNIT_SERVICE_PORT", Number(unit.Endpoint?.ServicePort));
        yield return Variable("PREDICTIVE_UNIT_HTTP_SERVICE_PORT", Number(unit.Endpoint?.HttpPort));
        yield return Variable("PREDICTIVE_UNIT_GRPC_SERVICE_PORT", Number(unit.Endpoint?.GrpcPort));
        yield return Variable("PREDICTIVE_UNIT_METRICS_SERVICE_PORT", Number(container.Ports?.FirstOrDefault(port => port.Name == "metrics")?.ContainerPort));
        yield return Variable("PREDICTIVE_UNIT_METRICS_ENDPOINT", "/prometheus");
        yield return Variable("PREDICTIVE_UNIT_ID", unit.Name);
        yield return Variable("PREDICTIVE_UNIT_IMAGE", container.Image);
        yield return Variable("PREDICTOR_ID", predictor.Name);
        yield return Variable("PREDICTOR_LABELS", Resources.ToJson(predictor.Labels ?? new Dictionary<string, string>()).ToJsonString());
        yield return Variable("SELDON_DEPLOYMENT_ID", deployment.Metadata.Name);
        yield return Variable("SELDON_EXECUTOR_ENABLED", "true");
        var parameters = (unit.Parameters ?? []).ToList();
        if (server != container)
        {
            parameters.Add(new UnitParameter { Name = "rest_endpoint", Value = $"http://0.0.0.0:{server.Ports[1].ContainerPort}", Type = "STRING" });
            parameters.Add(new UnitParameter { Name = "grpc_endpoint", Value = $"0.0.0.0:{server.Ports[0].ContainerPort}", Type = "STRING" });
            if (parameters.All(parameter => parameter.Name != "model_name"))
            {
                parameters.Add(new UnitParameter { Name = "model_name", Value = unit.Name, Type = "STRING" });
            }
        }

        if (parameters.Count > 0)
        {
            yield return Variable("PREDICTIVE_UNIT_PARAMETERS", new JsonArray([.. parameters.Select(Resources.ToJson)]).ToJsonString());
        }

        if (container.Image?.Contains("mlserver", StringComparison.Ordinal) == true)
        {
            yield return Variable("MLSERVER_HTTP_PORT", Number(unit.Endpoint?.HttpPort));
            yield return Variable("MLSERVER_GRPC_PORT", Number(unit.Endpoint?.GrpcPort));
            yield return Variable("MLSERVER_MODEL_NAME", unit.Name);
            yield return Variable("MLSERVER_MODEL_URI", SeldonNames.ModelFolder);
        }
    }

    private static void AddInitializer(V1PodSpec pod, PredictiveUnit unit, V1Container server)
    {
        var volume = $"{unit.Name}-provision-location";
        V1VolumeMount Mount(bool readOnly) => new() { Name = volume, MountPath = SeldonNames.ModelFolder, ReadOnlyProperty = readOnly ? true : null };
        pod.Volumes = [.. pod.Volumes ?? [], new V1Volume { Name = volume, EmptyDir = new V1EmptyDirVolumeSource() }];
        server.VolumeMounts = [.. server.VolumeMounts ?? [], Mount(readOnly: true)];
        pod.InitContainers =
        [
            .. pod.InitContainers ?? [],
            new V1Container
            {
                Name = $"{unit.Name}-model-initializer",
                Image = string.IsNullOrEmpty(unit.StorageInitializerImage) ? Initializer : unit.StorageInitializerImage,
                Args = [unit.ModelUri, SeldonNames.ModelFolder],
                VolumeMounts = [Mount(readOnly: false)],
            },
        ];
    }
}
