namespace ModelServing.EndToEnd.Tests;

public sealed class PredictionTests(RunningGraph graph)
{
    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(101)]
    public async Task SameDigit_OnEveryPlatform_HasTheSameClass(int digit)
    {
        var token = TestContext.Current.CancellationToken;
        await ClusterReady.WaitAsync(graph, token);
        var expected = await Predictions.ClassV1Async(graph.Http, Predictions.TensorFlowUrl, null, digit, token);

        Assert.Equal(expected, await Predictions.ClassV1Async(
            graph.Http, $"{RunningGraph.Gateway}/v1/models/production_model:predict", Predictions.KServeHost, digit, token));
        Assert.Equal(expected, await Predictions.ClassV2Async(
            graph.Http, $"{RunningGraph.Gateway}/v2/models/production_model/infer", Predictions.KServeHost, digit, token));
        Assert.Equal(expected, await Predictions.ClassV1Async(
            graph.Http, $"{RunningGraph.Gateway}/serving/model-serving/production-model-kserve/v1/models/production_model:predict", null, digit, token));
        Assert.Equal(expected, await Predictions.ClassV1Async(graph.Http, Predictions.SeldonUrl, null, digit, token));
    }

    [Fact]
    public async Task HeldOutDigits_ThroughKServe_AreMostlyRight()
    {
        var token = TestContext.Current.CancellationToken;
        await ClusterReady.WaitAsync(graph, token);
        var right = 0;
        for (var digit = 0; digit < 100; digit++)
        {
            var answer = await Predictions.ClassV1Async(
                graph.Http, $"{RunningGraph.Gateway}/v1/models/production_model:predict", Predictions.KServeHost, digit, token);
            right += answer == Digits.Label(digit) ? 1 : 0;
        }

        Assert.InRange(right, 93, 100);
    }

    [Fact]
    public async Task Metrics_AfterRequests_CountThemPerBackend()
    {
        var token = TestContext.Current.CancellationToken;
        await ClusterReady.WaitAsync(graph, token);
        await Predictions.ClassV1Async(graph.Http, Predictions.SeldonUrl, null, 1, token);

        var metrics = await graph.Http.GetStringAsync(new Uri($"{RunningGraph.Gateway}/metrics"), token);

        Assert.Contains("istio_requests_total", metrics, StringComparison.Ordinal);
        Assert.Contains("destination_service_name=\"production-model-seldon-default\"", metrics, StringComparison.Ordinal);
    }
}
