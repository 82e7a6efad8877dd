using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Tests.Reconciliation;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.KServe;
using Xunit;

namespace ModelServing.ControlPlane.Tests.KServe;

public class InferenceServiceAdmissionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_NoImplementation_IsForbiddenInTheWebhooksWords()
    {
        await using var run = await ReconcilerRun.StartAsync();

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => run.Cluster.CreateAsync(Service(new PredictorSpec()), Token));

        Assert.Equal((403, "Forbidden"), (refusal.Status.Code, refusal.Status.Reason));
        Assert.StartsWith(
            "admission webhook \"inferenceservice.kserve-webhook-server.validator\" denied the request: exactly one of [Name, SKLearn, ", refusal.Status.Message);
    }

    [Fact]
    public async Task Create_FrameworkBlock_IsStoredAsAModel()
    {
        await using var run = await ReconcilerRun.StartAsync();

        var stored = await run.Cluster.CreateAsync(Service(new PredictorSpec { Tensorflow = new PredictorModel { StorageUri = "gs://b/m" } }), Token);

        Assert.Equal(("tensorflow", "gs://b/m"), (stored.Spec!.Predictor!.Model!.ModelFormat!.Name, stored.Spec.Predictor.Model.StorageUri));
        Assert.Equal("tensorflow", stored.Metadata.Annotations["modelFormat"]);
    }

    [Theory]
    [InlineData("""{"minReplicas":"many"}""", "spec.predictor.minReplicas")]
    [InlineData("""{"model":[]}""", "spec.predictor.model")]
    [InlineData("""{"containerConcurrency":1.5}""", "spec.predictor.containerConcurrency")]
    public async Task Patch_ValueOfTheWrongType_IsRefusedAndNeverStored(string predictor, string field)
    {
        await using var run = await ReconcilerRun.StartAsync();
        await run.Cluster.CreateAsync(Service(new PredictorSpec { Tensorflow = new PredictorModel { StorageUri = "gs://b/m" } }), Token);
        var patch = new JsonObject { ["spec"] = new JsonObject { ["predictor"] = JsonNode.Parse(predictor) } };

        var refusal = await Assert.ThrowsAsync<ClusterException>(() =>
            run.Cluster.PatchAsync<InferenceService>("digits", TestCluster.Namespace, patch, null, Token));

        Assert.Equal(422, refusal.Status.Code);
        Assert.Contains(field, refusal.Status.Message);
        Assert.Single((await run.Cluster.ListAsync<InferenceService>(ResourceQuery.All, Token)).Items);
    }

    private static InferenceService Service(PredictorSpec predictor) => new()
    {
        Metadata = new V1ObjectMeta { Name = "digits", NamespaceProperty = TestCluster.Namespace },
        Spec = new InferenceServiceSpec { Predictor = predictor },
    };
}
