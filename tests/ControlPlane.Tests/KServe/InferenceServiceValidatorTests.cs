using System.Text.Json.Nodes;
using k8s;
using ModelServing.ControlPlane.KServe;
using ModelServing.Kubernetes.KServe;
using Xunit;

namespace ModelServing.ControlPlane.Tests.KServe;

public class InferenceServiceValidatorTests
{
    private const string ExactlyOne =
        "exactly one of [Name, SKLearn, XGBoost, Tensorflow, PyTorch, Triton, ONNX, HuggingFace, PMML, LightGBM, Paddle, Model, StorageUris, StorageContainerName, WorkerSpec, PodSpec] must be specified in PredictorSpec";

    [Theory]
    [InlineData("""{"sklearn":{"storageUri":"gs://a"}}""", null)]
    [InlineData("""{"model":{"modelFormat":{"name":"onnx"},"storageUri":"gs://a"},"canaryTrafficPercent":20}""", null)]
    [InlineData("""{"containers":[{"image":"x"}]}""", null)]
    [InlineData("""{"minReplicas":0,"maxReplicas":0,"sklearn":{}}""", null)]
    [InlineData("{}", ExactlyOne + "\nfound none: set spec.predictor.model with modelFormat and storageUri, or spec.predictor.containers")]
    [InlineData("""{"sklearn":{},"tensorflow":{}}""", ExactlyOne + "\nfound predictor.sklearn and predictor.tensorflow: keep one")]
    [InlineData("""{"sklearn":{"name":"x"}}""", "the 'name' field is not allowed in standard predictor")]
    [InlineData("""{"model":{"modelFormat":{"name":"onnx"},"confidential":true}}""", "confidential model serving requires storageUri to be set")]
    [InlineData("""{"model":{"storageUri":"gs://a"},"storageUris":[{"uri":"gs://b"}]}""", "Setting both StorageURI and StorageURIs is not supported.")]
    [InlineData("""{"model":{},"storageUris":[{"uri":""}]}""", "storage URI cannot be empty")]
    [InlineData("""{"model":{},"storageUris":[{"uri":"a","mountPath":"b"}]}""", "storage path must be absolute: b")]
    [InlineData("""{"model":{},"storageUris":[{"uri":"a","mountPath":"/b/../c"}]}""", "storage path cannot contain '..' for security reasons: /b/../c")]
    [InlineData("""{"containers":[{"image":"x"},{"name":"transformer-container","env":[{"name":"STORAGE_URI","value":"a"}]}]}""", "storage uri should not be specified in transformer container")]
    [InlineData("""{"minReplicas":-1,"sklearn":{}}""", "'MinReplicas' cannot be less than 0")]
    [InlineData("""{"maxReplicas":-1,"sklearn":{}}""", "'MaxReplicas' cannot be less than 0")]
    [InlineData("""{"minReplicas":3,"maxReplicas":2,"sklearn":{}}""", "'MinReplicas' cannot be greater than MaxReplicas")]
    [InlineData("""{"containerConcurrency":-1,"sklearn":{}}""", "parallelism cannot be less than 0")]
    [InlineData("""{"logger":{"mode":"some"},"sklearn":{}}""", "invalid logger type")]
    [InlineData("""{"scaleMetric":"cpu","sklearn":{}}""", "[cpu] is not a supported metric")]
    [InlineData("""{"scaleMetric":"rps","scaleTarget":0,"sklearn":{}}""", "the target for rps should be greater than 1")]
    [InlineData("""{"deploymentStrategy":{},"sklearn":{}}""", "customizing deploymentStrategy is only supported for raw deployment mode")]
    [InlineData("""{"containers":[{"image":"x","env":[{"name":"PROTOCOL","value":"v3"}]}]}""", "invalid protocol v3. Must be one of [v1, v2]")]
    [InlineData("""{"sklearn":{"env":[{"name":"PYTHONPATH","value":"/"}]}}""", "the InferenceService \"iris\" is invalid: setting PYTHONPATH in container \"kserve-container\" is not allowed for security reasons")]
    public void Validate_Predictor_GivesTheWebhooksMessage(string predictor, string? expected) =>
        Assert.Equal(expected, InferenceServiceValidator.Validate(Service(predictor), null));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"spec":{}}""")]
    public void Validate_NoPredictor_IsRefusedAsAnEmptyOne(string rest)
    {
        var service = KubernetesJson.Deserialize<InferenceService>(rest);
        service.Metadata = new() { Name = "iris" };

        Assert.StartsWith(ExactlyOne, InferenceServiceValidator.Validate(service, null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Iris")]
    [InlineData("1ris")]
    [InlineData("iris-")]
    public void Validate_BadName_NamesTheRule(string name)
    {
        var message = InferenceServiceValidator.Validate(Service("""{"sklearn":{}}""", name), null);

        Assert.StartsWith($"the InferenceService \"{name}\" is invalid: a InferenceService name must consist of lower case alphanumeric characters or '-'", message);
    }

    [Fact]
    public void Validate_UpdateThatChangesTheMode_IsRejectedBeforeAnythingElse()
    {
        var before = Service("""{"sklearn":{}}""");
        before.Status = new InferenceServiceStatus { DeploymentMode = "Knative" };
        var after = Service("{}");
        after.Metadata.Annotations = new Dictionary<string, string> { ["serving.kserve.io/deploymentMode"] = "RawDeployment" };

        Assert.Equal("update rejected: deploymentMode cannot be changed from 'Knative' to 'Standard'", InferenceServiceValidator.Validate(after, before));
    }

    [Theory]
    [InlineData("""{"sklearn":{"storageUri":"gs://a"}}""", """{"model":{"storageUri":"gs://a","modelFormat":{"name":"sklearn"}}}""")]
    [InlineData("""{"onnx":{}}""", """{"model":{"modelFormat":{"name":"onnx"},"protocolVersion":"v2"}}""")]
    [InlineData("""{"model":{"modelFormat":{"name":"triton"}}}""", """{"model":{"modelFormat":{"name":"triton"},"protocolVersion":"v2"}}""")]
    [InlineData("""{"sklearn":{},"xgboost":{}}""", """{"sklearn":{},"xgboost":{}}""")]
    [InlineData("""{"containers":[{"image":"x"}]}""", """{"containers":[{"image":"x","name":"kserve-container","resources":{"requests":{"cpu":"1","memory":"2Gi"},"limits":{"cpu":"1","memory":"2Gi"}}}]}""")]
    public void Default_Predictor_FillsInWhatIsLeftOut(string predictor, string expected)
    {
        var service = new JsonObject { ["metadata"] = new JsonObject(), ["spec"] = new JsonObject { ["predictor"] = JsonNode.Parse(predictor) } };

        InferenceServiceDefaulter.Default(service, isUpdate: false);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), service["spec"]?["predictor"]), service.ToJsonString());
    }

    [Theory]
    [InlineData("""{"model":{"modelFormat":{"name":"sklearn"},"storageUri":"a","args":["x"]},"sklearn":{"storageUri":"b"}}""", """{"model":{"modelFormat":{"name":"sklearn"},"storageUri":"b","args":["x"]}}""")]
    [InlineData("""{"model":{"modelFormat":{"name":"sklearn"},"storageUri":"a"},"tensorflow":{"storageUri":"b"}}""", """{"model":{"modelFormat":{"name":"tensorflow"},"storageUri":"b"}}""")]
    public void Default_UpdateThatNamesAFramework_EditsTheModelMadeOfIt(string predictor, string expected)
    {
        var service = new JsonObject { ["metadata"] = new JsonObject(), ["spec"] = new JsonObject { ["predictor"] = JsonNode.Parse(predictor) } };

        InferenceServiceDefaulter.Default(service, isUpdate: true);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), service["spec"]?["predictor"]), service.ToJsonString());
    }

    private static InferenceService Service(string predictor, string name = "iris") => KubernetesJson.Deserialize<InferenceService>(
        $$"""{"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"name":"{{name}}","namespace":"ml"},"spec":{"predictor":{{predictor}} } }""");
}
