using System.Text.Json.Nodes;

namespace ModelServing.EndToEnd.Tests;

public sealed class BenchmarkTests(RunningGraph graph)
{
    private const string Command = "dotnet run --no-build --project src/BenchmarkWorker -- run";
    private const string KServe = $"{RunningGraph.Gateway}/serving/model-serving/production-model-kserve";
    private const string Seldon = $"{RunningGraph.Gateway}/seldon/model-serving/production-model-seldon";

    [Fact]
    public async Task Run_OverThreePlatforms_WritesEveryArtefactWithoutAFailedRequest()
    {
        var token = TestContext.Current.CancellationToken;
        await ClusterReady.WaitAsync(graph, token);
        var output = Path.Combine(graph.StateDirectory, "comparison");

        var run = await ShellCommand.RunAsync(
            $"{Command} --tensorflow-url {RunningGraph.TensorFlowServing} --seldon-url {Seldon} --kserve-url {KServe} --kubeconfig {graph.Kubeconfig} --total-requests 1000 --output-dir {output}",
            TimeSpan.FromMinutes(3), token);

        Assert.True(run.ExitCode == 0, run.All);
        var files = Directory.GetFiles(output).Select(Path.GetFileName).Order();
        Assert.Equal(
            ["benchmark_latencies.hlog", "benchmark_report.html", "benchmark_results.csv", "benchmark_results.json", "benchmark_summary.md", "benchmark_visualization.png", "benchmark_visualization.svg"],
            files);
        var rows = await File.ReadAllLinesAsync(Path.Combine(output, "benchmark_results.csv"), token);
        var columns = rows[0].Split(',');
        Assert.Equal(4, rows.Length);
        Assert.All(rows.Skip(1), row => Assert.Equal("0", row.Split(',')[Array.IndexOf(columns, "failed_requests")]));
        Assert.All(rows.Skip(2), row => Assert.NotEqual("", row.Split(',')[Array.IndexOf(columns, "cpu_usage_avg")]));
        Assert.All(rows.Skip(1), row => Assert.Equal("1000", row.Split(',')[Array.IndexOf(columns, "successful_requests")]));
    }

    [Fact]
    public async Task Run_WithOnePlatformDown_RanksTheOthersAndExitsNonZero()
    {
        var token = TestContext.Current.CancellationToken;
        await ClusterReady.WaitAsync(graph, token);
        var output = Path.Combine(graph.StateDirectory, "one-down");

        var run = await ShellCommand.RunAsync(
            $"{Command} --tensorflow-url http://127.0.0.1:1 --seldon-url {Seldon} --kserve-url {KServe} --total-requests 200 --output-dir {output}",
            TimeSpan.FromMinutes(3), token);

        Assert.NotEqual(0, run.ExitCode);
        var report = await File.ReadAllTextAsync(Path.Combine(output, "benchmark_report.html"), token);
        Assert.Contains("refused", report, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Service_RunComparison_ProducesAReport()
    {
        var token = TestContext.Current.CancellationToken;
        await ClusterReady.WaitAsync(graph, token);

        using var accepted = await graph.Http.PostAsync(new Uri($"{RunningGraph.Benchmark}/runs"), new StringContent("""{"total_requests": 200}""", System.Text.Encoding.UTF8, "application/json"), token);
        var text = await accepted.Content.ReadAsStringAsync(token);
        Assert.True(accepted.StatusCode == System.Net.HttpStatusCode.Accepted, text);
        Assert.NotNull(accepted.Headers.Location);
        var location = new Uri(new Uri(RunningGraph.Benchmark), accepted.Headers.Location);
        var finished = await Eventually.ReachesAsync("a finished run", TimeSpan.FromMinutes(2), async probe =>
        {
            var run = JsonNode.Parse(await graph.Http.GetStringAsync(location, probe));
            return (string?)run?["status"] is "completed" or "failed" or "cancelled" ? run : null;
        }, token);

        Assert.Equal("completed", (string?)finished["status"]);
        Assert.Contains("<html", await graph.Http.GetStringAsync(new Uri($"{RunningGraph.Benchmark}/reports"), token), StringComparison.OrdinalIgnoreCase);
    }
}
