using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Tests.Reconciliation;
using ModelServing.Kubernetes.Istio;
using ModelServing.Kubernetes.Knative;
using ModelServing.Kubernetes.KServe;
using Xunit;

namespace ModelServing.ControlPlane.Tests.KServe;

public class InferenceServiceLifecycleTests
{
    private const string Ns = TestCluster.Namespace;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_PodsReady_IsReadyWithUrlRevisionAndRoute()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");

        var service = await ServeAsync(run);
        var routes = await run.UntilAsync<VirtualService>("digits", _ => true, "routes");
        var slices = await run.UntilListAsync<V1EndpointSlice>(list => list.Any(slice => slice.Endpoints[0].Conditions.Ready == true), "an endpoint");

        Assert.Equal("http://digits.model-serving.example.com", service.Status!.Url);
        Assert.Equal(("UpToDate", "Loaded"), (service.Status.ModelStatus!.TransitionStatus, service.Status.ModelStatus.States!.TargetModelState));
        Assert.Equal("kserve-tensorflow-serving", service.Status.ClusterServingRuntimeName);
        Assert.Equal(["digits-predictor-00001 100"], Weights(routes));
        Assert.Equal("digits-predictor-00001", slices.Single().Metadata.Labels["kubernetes.io/service-name"]);
        Assert.Equal(40080, slices.Single().Ports.Single().Port);
    }

    [Fact]
    public async Task Canary_NewModelThenPromotedThenRolledBack_MovesTheTraffic()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await ServeAsync(run);

        await PatchAsync(run, """{"canaryTrafficPercent":20,"model":{"storageUri":"gs://b/v2"}}""");
        var pods = await run.UntilListAsync<V1Pod>(list => list.Count(pod => pod.Spec.NodeName is not null) == 2, "the canary's pod");
        var waiting = await run.UntilAsync<InferenceService>("digits", item => Predictor(item).LatestCreatedRevision == "digits-predictor-00002", "a new revision");
        Assert.Equal(["digits-predictor-00001 100"], Weights(await run.UntilAsync<VirtualService>("digits", _ => true, "routes")));
        Assert.Equal("InProgress", waiting.Status!.ModelStatus!.TransitionStatus);
        Assert.Equal("gs://b/v2", pods.Single(pod => pod.Metadata.Labels["serving.knative.dev/revision"] == "digits-predictor-00002").Spec.InitContainers[0].Args[0]);

        await FakeNode.MakeReadyAsync(run.Cluster, Ns, _ => true, Token);
        await run.UntilAsync<VirtualService>("digits", item => Weights(item).SequenceEqual(["digits-predictor-00002 20", "digits-predictor-00001 80"]), "a split");

        await PatchAsync(run, """{"canaryTrafficPercent":null}""");
        await run.UntilAsync<VirtualService>("digits", item => Weights(item).SequenceEqual(["digits-predictor-00002 100"]), "promotion");
        var promoted = await run.UntilAsync<InferenceService>("digits", item => Predictor(item).LatestRolledoutRevision == "digits-predictor-00002", "memory");
        Assert.Equal("digits-predictor-00001", Predictor(promoted).PreviousRolledoutRevision);

        await PatchAsync(run, """{"canaryTrafficPercent":0}""");
        await run.UntilAsync<VirtualService>("digits", item => Weights(item).SequenceEqual(["digits-predictor-00001 100"]), "roll-back");
        Assert.Equal(2, (await run.UntilListAsync<Revision>(_ => true, "revisions")).Count);
    }

    [Fact]
    public async Task Create_BucketIsNotMapped_SaysSoInConditionsAndModelStatus()
    {
        const string message = "bucket gs://b is not mapped to a folder: set ModelServing:Storage:gs://b=<folder>";
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await run.Cluster.CreateAsync(Service(), Token);
        var pods = await run.UntilListAsync<V1Pod>(list => list is [{ Spec.NodeName: not null }], "a bound pod");

        await FakeNode.FailInitializerAsync(run.Cluster, pods[0], message, Token);

        var service = await run.UntilAsync<InferenceService>("digits", item => item.Status?.ModelStatus?.TransitionStatus == "BlockedByFailedLoad", "a failure");
        Assert.Equal(("ModelLoadFailed", message), (service.Status!.ModelStatus!.LastFailureInfo!.Reason, service.Status.ModelStatus.LastFailureInfo.Message));
        await run.UntilAsync<InferenceService>("digits", item => Condition(item, "Ready") is { Status: "False" } ready && ready.Message!.Contains(message), "Ready to say why");
    }

    [Fact]
    public async Task Create_NoRuntimeServesTheFormat_IsInvalidAndRunsNothing()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        var service = Service();
        service.Spec!.Predictor!.Model!.ModelFormat = new ModelFormat { Name = "onnx" };
        await run.Cluster.CreateAsync(service, Token);

        var judged = await run.UntilAsync<InferenceService>("digits", item => item.Status?.ModelStatus is not null, "a status");

        Assert.Equal(("InvalidSpec", "NoSupportingRuntime"), (judged.Status!.ModelStatus!.TransitionStatus, judged.Status.ModelStatus.LastFailureInfo!.Reason));
        Assert.Empty(await run.UntilListAsync<V1Deployment>(_ => true, "deployments"));
    }

    [Fact]
    public async Task Stop_Annotated_TakesEverythingAwayAndStartBringsItBack()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await ServeAsync(run);

        await StopAsync(run, "true");
        await run.UntilListAsync<V1Pod>(list => list.Count == 0, "no pods");
        var stopped = await run.UntilAsync<InferenceService>("digits", item => Condition(item, "Stopped")?.Status == "True", "Stopped");
        await StopAsync(run, "false");
        await run.UntilListAsync<V1Pod>(list => list is [{ Spec.NodeName: not null }], "a pod again");

        Assert.Equal("Stopped", Condition(stopped, "Ready")!.Reason);
    }

    private static async Task<InferenceService> ServeAsync(ReconcilerRun run)
    {
        await run.Cluster.CreateAsync(Service(), Token);
        await run.UntilListAsync<V1Pod>(list => list is [{ Spec.NodeName: not null }], "a bound pod");
        await FakeNode.MakeReadyAsync(run.Cluster, Ns, _ => true, Token);
        return await run.UntilAsync<InferenceService>("digits", item => Condition(item, "Ready")?.Status == "True", "Ready");
    }

    private static Task<InferenceService> PatchAsync(ReconcilerRun run, string predictor) => run.Cluster.PatchAsync<InferenceService>(
        "digits", Ns, new JsonObject { ["spec"] = new JsonObject { ["predictor"] = JsonNode.Parse(predictor) } }, null, Token);

    private static Task<InferenceService> StopAsync(ReconcilerRun run, string value) => run.Cluster.PatchAsync<InferenceService>(
        "digits", Ns, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["serving.kserve.io/stop"] = value } } }, null, Token);

    private static string[] Weights(VirtualService routes) =>
        [.. routes.Spec!.Http![0].Route!.Select(route => $"{route.Destination!.Host.Split('.')[0]} {route.Weight}")];

    private static ComponentStatus Predictor(InferenceService service) =>
        service.Status?.Components?.TryGetValue("predictor", out var component) == true ? component : new ComponentStatus();

    private static StatusCondition? Condition(InferenceService service, string type) => service.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);

    private static InferenceService Service() => new()
    {
        Metadata = new V1ObjectMeta { Name = "digits", NamespaceProperty = Ns },
        Spec = new InferenceServiceSpec
        {
            Predictor = new PredictorSpec { Model = new PredictorModel { ModelFormat = new ModelFormat { Name = "tensorflow" }, StorageUri = "gs://b/v1" } },
        },
    };
}
