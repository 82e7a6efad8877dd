using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Istio;
using ModelServing.Kubernetes.Seldon;

namespace ModelServing.ControlPlane.Seldon;

/// <summary>Describes the Deployments, Services and routes of a defaulted deployment.</summary>
internal static class SeldonObjectsBuilder
{
    public static SeldonObjects Build(SeldonDeployment deployment)
    {
        var predictors = deployment.Spec?.Predictors ?? [];
        return new SeldonObjects(
            [.. predictors.SelectMany(predictor => Deployments(deployment, predictor))],
            [.. predictors.SelectMany(predictor => Services(deployment, predictor))],
            Routes(deployment, predictors));
    }

    public static int Replicas(SeldonDeployment deployment, SeldonPredictor predictor, SeldonPodSpec component) =>
        component.Replicas ?? predictor.Replicas ?? deployment.Spec?.Replicas ?? 1;

    private static IEnumerable<V1Deployment> Deployments(SeldonDeployment deployment, SeldonPredictor predictor)
    {
        var index = 0;
        foreach (var component in predictor.ComponentSpecs ?? [])
        {
            var containers = component.Spec?.Containers ?? [];
            if (containers.Count > 0)
            {
                yield return Deployment(deployment, predictor, component, index, containers);
            }

            index++;
        }
    }

    private static V1Deployment Deployment(SeldonDeployment deployment, SeldonPredictor predictor, SeldonPodSpec component, int index, IList<V1Container> containers)
    {
        var (sdep, name) = (deployment.Metadata.Name, predictor.Name ?? string.Empty);
        var own = SeldonNames.Deployment(sdep, name, index, component.Metadata?.Name is { Length: > 0 } given ? [given] : containers.Select(container => container.Name));
        var labels = new Dictionary<string, string>(predictor.Labels ?? new Dictionary<string, string>());
        foreach (var (key, value) in component.Metadata?.Labels ?? new Dictionary<string, string>())
        {
            labels[key] = value;
        }

        labels[SeldonNames.DeploymentLabel] = sdep;
        labels["seldon-app"] = SeldonNames.Predictor(sdep, name);
        labels["app"] = own;
        labels["fluentd"] = "true";
        labels["app.kubernetes.io/managed-by"] = "seldon-core";
        foreach (var container in containers)
        {
            labels[SeldonNames.ContainerLabel(container.Name)] = SeldonNames.Container(sdep, name, container.Name);
        }

        var annotations = (deployment.Spec?.Annotations ?? new Dictionary<string, string>())
            .Concat(predictor.Annotations ?? new Dictionary<string, string>())
            .Concat(component.Metadata?.Annotations ?? new Dictionary<string, string>())
            .GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        return new V1Deployment
        {
            Metadata = Metadata(deployment, own, labels),
            Spec = new V1DeploymentSpec
            {
                Replicas = Replicas(deployment, predictor, component),
                ProgressDeadlineSeconds = predictor.ProgressDeadlineSeconds,
                Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = own } },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels, Annotations = annotations.Count > 0 ? annotations : null },
                    Spec = SeldonPods.Build(deployment, predictor, component),
                },
            },
        };
    }

    private static IEnumerable<V1Service> Services(SeldonDeployment deployment, SeldonPredictor predictor)
    {
        var (sdep, name) = (deployment.Metadata.Name, predictor.Name ?? string.Empty);
        var service = SeldonNames.Predictor(sdep, name);
        var labels = new Dictionary<string, string> { [SeldonNames.DeploymentLabel] = sdep, ["seldon-app"] = service };
        yield return new V1Service
        {
            Metadata = Annotated(Metadata(deployment, service, labels), Describe(deployment, predictor)),
            Spec = new V1ServiceSpec { Type = "ClusterIP", Ports = [Port("http", SeldonNames.HttpPort), Port("grpc", SeldonNames.GrpcPort)] },
        };
        foreach (var unit in SeldonGraph.Units(predictor).Where(unit => unit.Endpoint is not null).DistinctBy(unit => unit.Name))
        {
            var container = unit.Name ?? string.Empty;
            var own = SeldonNames.Container(sdep, name, container);
            yield return new V1Service
            {
                Metadata = Metadata(deployment, own, new Dictionary<string, string> { [SeldonNames.DeploymentLabel] = sdep, [SeldonNames.ContainerLabel(container)] = own }),
                Spec = new V1ServiceSpec
                {
                    Type = "ClusterIP",
                    Selector = new Dictionary<string, string> { [SeldonNames.ContainerLabel(container)] = own },
                    Ports = [Port("http", unit.Endpoint?.HttpPort ?? 0), Port("grpc", unit.Endpoint?.GrpcPort ?? 0)],
                },
            };
        }
    }

    /// <summary>What the gateway needs to walk the predictor's graph.</summary>
    private static JsonObject Describe(SeldonDeployment deployment, SeldonPredictor predictor)
    {
        var annotations = new JsonObject();
        foreach (var (key, value) in (deployment.Spec?.Annotations ?? new Dictionary<string, string>()).Concat(predictor.Annotations ?? new Dictionary<string, string>()))
        {
            annotations[key] = value;
        }

        return new JsonObject
        {
            ["deployment"] = deployment.Metadata.Name,
            ["namespace"] = deployment.Metadata.NamespaceProperty,
            ["predictor"] = predictor.Name,
            ["protocol"] = deployment.Spec?.Protocol,
            ["annotations"] = annotations,
            ["graph"] = Resources.ToJson(predictor.Graph ?? new PredictiveUnit()),
        };
    }

    private static VirtualService Routes(SeldonDeployment deployment, IList<SeldonPredictor> predictors)
    {
        var (sdep, ns) = (deployment.Metadata.Name, deployment.Metadata.NamespaceProperty);
        Destination To(SeldonPredictor predictor) => new()
        {
            Host = SeldonNames.ClusterHost(SeldonNames.Predictor(sdep, predictor.Name ?? string.Empty), ns),
            Port = new PortSelector { Number = SeldonNames.HttpPort },
        };
        var live = predictors.Where(predictor => predictor.Shadow != true).ToList();
        var shadow = predictors.FirstOrDefault(predictor => predictor.Shadow == true);
        return new VirtualService
        {
            Metadata = Metadata(deployment, $"{sdep}-http", new Dictionary<string, string> { [SeldonNames.DeploymentLabel] = sdep }),
            Spec = new VirtualServiceSpec
            {
                Hosts = ["*"],
                Gateways = ["istio-system/seldon-gateway"],
                Http =
                [
                    new HttpRoute
                    {
                        Match = [new HttpMatch { Uri = new StringMatch { Prefix = $"/seldon/{ns}/{sdep}/" } }],
                        Rewrite = new HttpRewrite { Uri = "/" },
                        Route = [.. live.Select(predictor => new HttpRouteDestination { Destination = To(predictor), Weight = live.Count == 1 ? 100 : predictor.Traffic ?? 0 })],
                        Mirror = shadow is null ? null : To(shadow),
                        MirrorPercentage = shadow is null ? null : new Percent { Value = shadow.Traffic is > 0 and { } share ? share : 100 },
                    },
                ],
            },
        };
    }

    private static V1ServicePort Port(string name, int number) => new() { Name = name, Port = number, TargetPort = number, Protocol = "TCP" };

    private static V1ObjectMeta Annotated(V1ObjectMeta metadata, JsonObject description)
    {
        metadata.Annotations = new Dictionary<string, string> { [SeldonNames.PredictorAnnotation] = description.ToJsonString() };
        return metadata;
    }

    private static V1ObjectMeta Metadata(SeldonDeployment deployment, string name, Dictionary<string, string> labels) => new()
    {
        Name = name,
        NamespaceProperty = deployment.Metadata.NamespaceProperty,
        Labels = labels,
        OwnerReferences = [Resources.ControlledBy(deployment)],
    };
}
