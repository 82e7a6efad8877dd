using System.Text.Json.Nodes;
using k8s;
using ModelServing.ControlPlane.Seldon;
using ModelServing.Kubernetes.Seldon;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Seldon;

public class SeldonObjectsTests
{
    private const string Router = """
        {"name":"ab","graph":{"name":"split","implementation":"RANDOM_ABTEST","parameters":[{"name":"ratioA","value":"0.7","type":"FLOAT"}],"children":[
          {"name":"model-a","implementation":"TENSORFLOW_SERVER","modelUri":"gs://b/a"},{"name":"model-b","implementation":"TENSORFLOW_SERVER","modelUri":"gs://b/b"}]}}
        """;

    [Fact]
    public void Build_TensorflowProtocol_RunsTheServerPerNodeBehindItsOwnService()
    {
        var objects = Build($$"""{"protocol":"tensorflow","predictors":[{{Router}}]}""");

        var deployment = Assert.Single(objects.Deployments);
        Assert.Equal("digits-ab-0-model-a-model-b", deployment.Metadata.Name);
        var pod = deployment.Spec.Template.Spec;
        Assert.Equal(
            ["model-a tensorflow/serving:2.1.0 --port=9500 --rest_api_port=9000 --model_name=model-a --model_base_path=/mnt/models",
             "model-b tensorflow/serving:2.1.0 --port=9501 --rest_api_port=9001 --model_name=model-b --model_base_path=/mnt/models"],
            pod.Containers.Select(container => $"{container.Name} {container.Image} {string.Join(' ', container.Args)}"));
        Assert.Equal(
            ["model-a-model-initializer gs://b/a /mnt/models model-a-provision-location", "model-b-model-initializer gs://b/b /mnt/models model-b-provision-location"],
            pod.InitContainers.Select(container => $"{container.Name} {string.Join(' ', container.Args)} {container.VolumeMounts[0].Name}"));
        Assert.Equal(
            ["digits-ab 8000 5001", "digits-ab-model-a 9000 9500", "digits-ab-model-b 9001 9501"],
            objects.Services.Select(service => $"{service.Metadata.Name} {string.Join(' ', service.Spec.Ports.Select(port => port.Port))}"));
        Assert.All(objects.Services.Skip(1), service => Assert.True(service.Spec.Selector.All(pair => deployment.Spec.Template.Metadata.Labels[pair.Key] == pair.Value)));
    }

    [Fact]
    public void Build_Predictor_TellsTheGatewayTheDefaultedGraph()
    {
        var service = Build($$"""{"protocol":"tensorflow","annotations":{"seldon.io/rest-timeout":"1000"},"predictors":[{{Router}}]}""").Services[0];

        var description = JsonNode.Parse(service.Metadata.Annotations["modelserving.dev/seldon-predictor"])!; // written as JSON
        Assert.Equal("digits ml ab tensorflow", $"{description["deployment"]} {description["namespace"]} {description["predictor"]} {description["protocol"]}");
        Assert.Equal("1000", description["annotations"]?["seldon.io/rest-timeout"]?.GetValue<string>());
        Assert.Null(description["graph"]?["endpoint"]);
        Assert.Equal(
            """{"service_host":"digits-ab-model-b.ml.svc.cluster.local","service_port":9001,"type":"REST","httpPort":9001,"grpcPort":9501}""",
            description["graph"]?["children"]?[1]?["endpoint"]?.ToJsonString());
    }

    [Fact]
    public void Build_SeldonProtocol_PutsAProxyInFrontOfTheServer()
    {
        var pod = Build("""{"predictors":[{"name":"p","graph":{"name":"m","implementation":"TENSORFLOW_SERVER","modelUri":"gs://b/m","parameters":[{"name":"signature_name","value":"s","type":"STRING"}]}}]}""")
            .Deployments[0].Spec.Template.Spec;

        Assert.Equal(["m seldonio/tfserving-proxy:1.18.0", "tfserving tensorflow/serving:2.1.0"], pod.Containers.Select(container => $"{container.Name} {container.Image}"));
        Assert.Equal(["--port=2000", "--rest_api_port=2001", "--model_name=m", "--model_base_path=/mnt/models"], pod.Containers[1].Args);
        Assert.Equal(["tfserving"], pod.Containers.Where(container => container.VolumeMounts is not null).Select(container => container.Name));
        var parameters = JsonNode.Parse(pod.Containers[0].Env.Single(variable => variable.Name == "PREDICTIVE_UNIT_PARAMETERS").Value)!.AsArray(); // written as JSON
        Assert.Equal(
            ["signature_name=s", "rest_endpoint=http://0.0.0.0:2001", "grpc_endpoint=0.0.0.0:2000", "model_name=m"],
            parameters.Select(parameter => $"{parameter!["name"]}={parameter["value"]}")); // no nulls in it
    }

    [Fact]
    public void Build_SeveralPredictors_ShareTheTrafficAndMirrorToTheShadow()
    {
        var objects = Build("""
            {"replicas":4,"predictors":[
              {"name":"main","traffic":75,"replicas":2,"graph":{"name":"m","implementation":"SKLEARN_SERVER","modelUri":"u"}},
              {"name":"canary","traffic":25,"graph":{"name":"m","implementation":"SKLEARN_SERVER","modelUri":"v"}},
              {"name":"shade","shadow":true,"traffic":10,"graph":{"name":"m","implementation":"SKLEARN_SERVER","modelUri":"w"}}]}
            """);

        var route = Assert.Single(objects.Routes.Spec!.Http!);
        Assert.Equal(("/seldon/ml/digits/", "/"), (route.Match![0].Uri!.Prefix, route.Rewrite!.Uri));
        Assert.Equal(
            ["digits-main.ml.svc.cluster.local:8000 75", "digits-canary.ml.svc.cluster.local:8000 25"],
            route.Route!.Select(to => $"{to.Destination!.Host}:{to.Destination.Port!.Number} {to.Weight}"));
        Assert.Equal(("digits-shade.ml.svc.cluster.local", 10.0), (route.Mirror!.Host, route.MirrorPercentage!.Value));
        Assert.Equal([2, 4, 4], objects.Deployments.Select(deployment => deployment.Spec.Replicas ?? 0));
        Assert.Equal([9000, 9000, 9000], objects.Services.Where(service => service.Spec.Selector is not null).Select(service => service.Spec.Ports[0].Port));
    }

    [Fact]
    public void Deployment_NameTooLong_IsHashed()
    {
        var name = SeldonNames.Deployment("a-very-long-deployment-name", "and-a-long-predictor", 0, ["with-a-container", "and-another"]);

        Assert.Matches("^seldon-[0-9a-f]{32}$", name);
    }

    private static SeldonObjects Build(string spec) => SeldonObjectsBuilder.Build(SeldonDefaulter.Default(KubernetesJson.Deserialize<SeldonDeployment>(
        $$"""{"apiVersion":"machinelearning.seldon.io/v1","kind":"SeldonDeployment","metadata":{"name":"digits","namespace":"ml","uid":"u"},"spec":{{spec}} }""")));
}
