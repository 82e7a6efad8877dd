using System.Net;

namespace ModelServing.EndToEnd.Tests;

public sealed class BadInputTests(RunningGraph graph)
{
    [Theory]
    [InlineData("production_model", """{"instances": [""", HttpStatusCode.BadRequest, "JSON Parse error")]
    [InlineData("production_model", """{"instances": ["x"]}""", HttpStatusCode.BadRequest, "is not of expected type: float")]
    [InlineData("nope", """{"instances": [1]}""", HttpStatusCode.NotFound, "Servable not found for request: Latest(nope)")]
    public async Task TensorFlowServing_BadRequest_HasItsOwnError(string model, string body, HttpStatusCode status, string text)
    {
        var answer = await Predictions.PostAsync(
            graph.Http, $"{RunningGraph.TensorFlowServing}/v1/models/{model}:predict", null, body, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.Status);
        Assert.Contains(text, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TensorFlowServing_WrongShape_IsABadRequestThatNamesTheShapes()
    {
        var answer = await Predictions.PostAsync(
            graph.Http, Predictions.TensorFlowUrl, null, """{"instances": [[1.0, 2.0]]}""", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("64", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_UnknownHost_ListsWhatItKnows()
    {
        await ClusterReady.WaitAsync(graph, TestContext.Current.CancellationToken);

        var answer = await Predictions.PostAsync(
            graph.Http, $"{RunningGraph.Gateway}/v1/models/m:predict", "nobody.nowhere.example.com", "{}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains("production-model-kserve.model-serving.example.com", answer.Body, StringComparison.Ordinal);
        Assert.Contains("/seldon/model-serving/production-model-seldon/", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_InferenceServiceWithoutAPredictor_IsRefusedInKServesWords()
    {
        var applied = await ApplyAsync("spec:\n  predictor: {}");

        Assert.NotEqual(0, applied.ExitCode);
        Assert.Contains("admission webhook \"inferenceservice.kserve-webhook-server.validator\" denied the request", applied.All, StringComparison.Ordinal);
        Assert.Contains("must be specified in PredictorSpec", applied.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_BucketThatIsNotMapped_IsAStatusThatNamesTheSetting()
    {
        var token = TestContext.Current.CancellationToken;
        var applied = await ApplyAsync("spec:\n  predictor:\n    model:\n      modelFormat:\n        name: tensorflow\n      storageUri: gs://somebody-elses/model");

        Assert.True(applied.ExitCode == 0, applied.All);
        var status = await Eventually.ReachesAsync("a status that names the setting", TimeSpan.FromSeconds(20), async probe =>
        {
            var isvc = await graph.KubectlAsync("get isvc bad-input -n model-serving -o yaml", probe);
            return isvc.Output.Contains("ModelServing:Storage:gs://somebody-elses", StringComparison.Ordinal) ? isvc.Output : null;
        }, token);
        Assert.Contains("FailedToLoad", status, StringComparison.Ordinal);
        await graph.KubectlAsync("delete isvc bad-input -n model-serving", token);
    }

    private async Task<ShellCommand> ApplyAsync(string spec)
    {
        var file = Path.Combine(graph.StateDirectory, "bad-input.yaml");
        await File.WriteAllTextAsync(file, $"apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: bad-input\n  namespace: model-serving\n{spec}\n");
        return await graph.KubectlAsync($"apply -f {file}", TestContext.Current.CancellationToken);
    }
}
