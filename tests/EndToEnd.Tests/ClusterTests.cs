using System.Text.Json.Nodes;

namespace ModelServing.EndToEnd.Tests;

public sealed class ClusterTests(RunningGraph graph)
{
    [Fact]
    public async Task Kubectl_AfterStart_ShowsEveryObjectReady()
    {
        var waits = new[]
        {
            "wait -n model-serving isvc --all --for=condition=Ready --timeout=60s",
            "wait -n model-serving sdep --all --for=jsonpath={.status.state}=Available --timeout=60s",
            "wait -n model-serving deploy --all --for=condition=Available --timeout=60s",
            "wait -n model-serving pods --all --for=condition=Ready --timeout=60s",
        };
        foreach (var wait in waits)
        {
            var result = await graph.KubectlAsync(wait, TestContext.Current.CancellationToken);
            Assert.True(result.ExitCode == 0, $"{wait}\n{result.All}");
        }

        var table = await graph.KubectlAsync("get isvc,sdep,deploy,pods -n model-serving", TestContext.Current.CancellationToken);
        Assert.Contains("production-model-kserve", table.Output, StringComparison.Ordinal);
        Assert.Contains("http://production-model-kserve.model-serving.example.com", table.Output, StringComparison.Ordinal);
        Assert.Contains("production-model-seldon", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("0/1", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_OfAnEditedManifest_TakesEffectWithinTwoSeconds()
    {
        var edited = Path.Combine(graph.StateDirectory, "edited.yaml");
        var original = await File.ReadAllTextAsync(ModelServing.Testing.RepositoryPaths.InRepository("manifests", "kserve", "production-model-kserve.yaml"));
        await File.WriteAllTextAsync(edited, original.Replace("minReplicas: 1", "minReplicas: 2", StringComparison.Ordinal));

        var applied = await graph.KubectlAsync($"apply -f {edited}", TestContext.Current.CancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        await Eventually.ReachesAsync("two ready pods", TimeSpan.FromSeconds(10), async token =>
        {
            var pods = await graph.KubectlAsync("get pods -n model-serving -l serving.kserve.io/inferenceservice=production-model-kserve -o json", token);
            return ReadyPods(pods.Output) == 2 ? "ready" : null;
        }, TestContext.Current.CancellationToken);
        var elapsed = TimeProvider.System.GetElapsedTime(started);

        Assert.True(applied.ExitCode == 0, applied.All);
        Assert.True(elapsed < TimeSpan.FromSeconds(2), $"took {elapsed.TotalSeconds:0.00} s");
    }

    [Fact]
    public async Task Describe_OfAPod_ShowsItsEvents()
    {
        var described = await graph.KubectlAsync("describe isvc production-model-kserve -n model-serving", TestContext.Current.CancellationToken);

        Assert.True(described.ExitCode == 0, described.All);
        Assert.Contains("Conditions:", described.Output, StringComparison.Ordinal);
        Assert.Contains("InferenceServiceReady", described.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scale_OfADeployment_IsFollowedByItsPods()
    {
        var scaled = await graph.KubectlAsync("scale deploy/tensorflow-serving -n model-serving --replicas=3", TestContext.Current.CancellationToken);
        var rollout = await graph.KubectlAsync("rollout status deploy/tensorflow-serving -n model-serving --timeout=30s", TestContext.Current.CancellationToken);

        Assert.True(scaled.ExitCode == 0, scaled.All);
        Assert.True(rollout.ExitCode == 0, rollout.All);
        await graph.KubectlAsync("scale deploy/tensorflow-serving -n model-serving --replicas=2", TestContext.Current.CancellationToken);
    }

    private static int ReadyPods(string json) =>
        JsonNode.Parse(json)?["items"]?.AsArray().Count(pod =>
            pod?["status"]?["conditions"]?.AsArray().Any(condition => (string?)condition?["type"] == "Ready" && (string?)condition["status"] == "True") == true) ?? 0;
}
