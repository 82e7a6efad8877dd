using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using ModelServing.ControlPlane.Tests.Reconciliation;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Istio;
using ModelServing.Kubernetes.Seldon;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Seldon;

public class SeldonLifecycleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_PodsReady_IsAvailableWithAddressAndCounts()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await run.Cluster.CreateAsync(Deployment("gs://b/a"), Token);
        await run.UntilListAsync<V1Pod>(list => list is [{ Spec.NodeName: not null }], "a bound pod");
        await run.UntilAsync<SeldonDeployment>("digits", item => item.Status?.State == "Creating", "Creating");
        await FakeNode.MakeReadyAsync(run.Cluster, TestCluster.Namespace, _ => true, Token);

        var ready = await run.UntilAsync<SeldonDeployment>("digits", item => item.Status is { State: "Available", Replicas: 1 }, "Available");
        var slices = await run.UntilListAsync<V1EndpointSlice>(list => list.Any(slice => slice.Endpoints[0].Conditions.Ready == true), "an endpoint");

        Assert.Equal("http://digits-default.model-serving.svc.cluster.local:8000/v1/models/m:predict", ready.Status!.Address!.Url);
        Assert.Equal(1, ready.Status.DeploymentStatus!["digits-default-0-m"].AvailableReplicas);
        Assert.Equal("digits-default.model-serving:8000", ready.Status.ServiceStatus!["digits-default"].HttpEndpoint);
        Assert.Equal(["digits-default-m http 40900"], slices.Select(slice => $"{slice.Metadata.Labels["kubernetes.io/service-name"]} {slice.Ports[0].Name} {slice.Ports[0].Port}"));
    }

    [Fact]
    public async Task Edit_PredictorRenamed_ReplacesItsObjects()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await run.Cluster.CreateAsync(Deployment("gs://b/a"), Token);
        await run.UntilListAsync<V1Service>(list => list.Count == 2, "services");

        var predictors = JsonNode.Parse("""[{"name":"blue","graph":{"name":"m","implementation":"TENSORFLOW_SERVER","modelUri":"gs://b/a"}}]""");
        await run.Cluster.PatchAsync<SeldonDeployment>("digits", TestCluster.Namespace, new JsonObject { ["spec"] = new JsonObject { ["predictors"] = predictors } }, null, Token);

        await run.UntilListAsync<V1Service>(list => list.Select(item => item.Metadata.Name).Order().SequenceEqual(["digits-blue", "digits-blue-m"]), "the services of the new predictor only");
        await run.UntilListAsync<V1Deployment>(list => list.Select(item => item.Metadata.Name).SequenceEqual(["digits-blue-0-m"]), "the Deployment of the new predictor only");
        await run.UntilAsync<VirtualService>("digits-http", item => item.Spec!.Http![0].Route![0].Destination!.Host.StartsWith("digits-blue."), "the route to the new predictor");
    }

    [Fact]
    public async Task Create_GraphOfBuiltInsOnly_FailsAndSaysWhy()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        var deployment = Deployment("u");
        deployment.Spec!.Predictors![0].Graph = new PredictiveUnit { Name = "m", Implementation = "SIMPLE_MODEL" };
        await run.Cluster.CreateAsync(deployment, Token);

        var failed = await run.UntilAsync<SeldonDeployment>("digits", item => item.Status?.State == "Failed", "Failed");

        Assert.Contains("engine not separate and no pu with localhost service", failed.Status!.Description);
    }

    [Fact]
    public async Task Create_InvalidSpec_IsRefusedWithEveryField()
    {
        await using var run = await ReconcilerRun.StartAsync();
        var deployment = Deployment("u");
        deployment.Spec!.Protocol = "http";
        deployment.Spec.Predictors![0].Graph = new PredictiveUnit { Name = "m" };

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => run.Cluster.CreateAsync(deployment, Token));

        Assert.Equal((422, "Invalid"), (refusal.Status.Code, refusal.Status.Reason));
        Assert.Equal(
            "SeldonDeployment.machinelearing.seldon.io \"digits\" is invalid: [spec: Invalid value: \"http\": Invalid protocol, "
            + "spec.predictors[0].graph: Invalid value: \"m\": Can't find container for Predictive Unit]",
            refusal.Status.Message);
    }

    private static SeldonDeployment Deployment(string uri) => KubernetesJson.Deserialize<SeldonDeployment>(
        $$"""
        {"apiVersion":"machinelearning.seldon.io/v1","kind":"SeldonDeployment","metadata":{"name":"digits","namespace":"{{TestCluster.Namespace}}"},
         "spec":{"protocol":"tensorflow","predictors":[{"name":"default","graph":{"name":"m","implementation":"TENSORFLOW_SERVER","modelUri":"{{uri}}"} }] } }
        """);
}
