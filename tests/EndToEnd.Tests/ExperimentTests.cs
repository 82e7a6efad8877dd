using System.Text;
using System.Text.Json.Nodes;
using ModelServing.Testing;

namespace ModelServing.EndToEnd.Tests;

public sealed class ExperimentTests(RunningGraph graph)
{
    private static readonly string[] Final = ["promoted", "rolledBack", "inconclusive", "failed"];

    [Fact]
    public async Task Experiment_OnKServe_RampsJudgesAndReports()
    {
        var token = TestContext.Current.CancellationToken;
        await ClusterReady.WaitAsync(graph, token);
        var file = Path.Combine(graph.StateDirectory, "experiment.yaml");
        var sample = await File.ReadAllTextAsync(RepositoryPaths.InRepository("manifests", "kserve", "digits-kserve.yaml"), token);
        await File.WriteAllTextAsync(file, sample.Replace("digits-kserve", "trial", StringComparison.Ordinal), token);
        var applied = await graph.KubectlAsync($"apply -f {file}", token);
        await graph.KubectlAsync("wait -n model-serving isvc/trial --for=condition=Ready --timeout=30s", token);

        using var created = await graph.Http.PostAsync(
            new Uri($"{RunningGraph.Experiments}/experiments"), new StringContent(Definition(), Encoding.UTF8, "application/json"), token);
        var answer = await created.Content.ReadAsStringAsync(token);
        Assert.True(created.IsSuccessStatusCode, $"{applied.All}\n{answer}");
        var view = await Eventually.ReachesAsync("an experiment that has come to its end", TimeSpan.FromMinutes(2), async probe =>
        {
            var json = JsonNode.Parse(await graph.Http.GetStringAsync(new Uri($"{RunningGraph.Experiments}/experiments/better-model"), probe));
            return Final.Contains((string?)json?["state"], StringComparer.OrdinalIgnoreCase) ? json : null;
        }, token);

        var events = await graph.Http.GetStringAsync(new Uri($"{RunningGraph.Experiments}/experiments/better-model/events"), token);
        Assert.True((string?)view["state"] is not "failed" and not "Failed", $"{view}\n{events}");
        var report = await graph.Http.GetStringAsync(new Uri($"{RunningGraph.Experiments}/experiments/better-model/report"), token);
        Assert.Contains("Welch", report, StringComparison.Ordinal);
        await graph.KubectlAsync("delete isvc trial -n model-serving", token);
    }

    private static string Definition() => $$"""
        {
          "name": "better-model", "namespace": "model-serving", "platform": "kserve", "target": "trial",
          "treatment": { "modelUri": "gs://my-bucket/models/model-b" },
          "metric": { "name": "accuracy", "minimumDetectableEffect": 0.05 },
          "ramp": { "strategy": "step", "steps": [10, 50], "dwellSeconds": 2, "minimumRequests": 5 },
          "plan": { "samplesPerArm": 200, "maxHoldSeconds": 60, "provisioningSeconds": 60 },
          "traffic": { "dataset": "{{RepositoryPaths.InRepository("models", "digits-test.csv")}}", "requestsPerSecond": 100 }
        }
        """;
}
