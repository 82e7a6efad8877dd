using System.Collections.Concurrent;
using System.Net;

namespace ModelServing.EndToEnd.Tests;

public sealed class CanaryTests(RunningGraph graph)
{
    private const int Requests = 5_000;
    private const string Host = "digits-kserve.model-serving.example.com";

    [Fact]
    public async Task KServeCanary_OfTenPercent_GetsTenPercentOfFiveThousandRequests()
    {
        var token = TestContext.Current.CancellationToken;
        await ClusterReady.WaitAsync(graph, token);
        const string canary = """{"spec":{"predictor":{"canaryTrafficPercent":10,"model":{"storageUri":"gs://my-bucket/models/model-b"}}}}""";

        var patched = await graph.KubectlAsync($"patch isvc digits-kserve -n model-serving --type merge -p '{canary}'", token);
        await Eventually.ReachesAsync("the canary's 10 % in the status", TimeSpan.FromSeconds(20), async probe =>
        {
            var traffic = await graph.KubectlAsync("get isvc digits-kserve -n model-serving -o jsonpath={.status.components.predictor.traffic[*].percent}", probe);
            return traffic.Output.Trim() == "10 90" ? "split" : null;
        }, token);
        var share = await ShareAsync($"{RunningGraph.Gateway}/v1/models/digits-kserve:predict", Host, "digits-kserve-predictor-00002", token);

        Assert.True(patched.ExitCode == 0, patched.All);
        Assert.InRange(share, 0.08, 0.12);
    }

    [Fact]
    public async Task SeldonTraffic_NinetyToTen_IsKept()
    {
        var token = TestContext.Current.CancellationToken;
        await ClusterReady.WaitAsync(graph, token);

        var share = await ShareAsync(
            $"{RunningGraph.Gateway}/seldon/model-serving/canary-seldon/v1/models/classifier:predict", null, "canary-seldon-canary", token);

        Assert.InRange(share, 0.08, 0.12);
    }

    private async Task<double> ShareAsync(string url, string? host, string backend, CancellationToken cancellationToken)
    {
        var seen = new ConcurrentDictionary<string, int>();
        var body = $$"""{"instances": [{{Digits.PixelsJson(3)}}]}""";
        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (_, token) =>
        {
            var (status, answer, arm) = await Predictions.PostAsync(graph.Http, url, host, body, token);
            Assert.True(status == HttpStatusCode.OK, answer);
            seen.AddOrUpdate(arm ?? "none", 1, (_, count) => count + 1);
        });

        Assert.Equal(Requests, seen.Values.Sum());
        return seen.GetValueOrDefault(backend) / (double)Requests;
    }
}
