using System.Text.Json;
using ModelServing.BenchmarkWorker.Resources;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Resources;

/// <summary>What a cluster's API tells of a target's pods.</summary>
public sealed class PodSourceTests : IAsyncLifetime
{
    private const string Pods = "/api/v1/namespaces/ns/pods";
    private const string Metrics = "/apis/metrics.k8s.io/v1beta1/namespaces/ns/pods";
    private const string PodList = """
        {"kind":"PodList","items":[
          {"metadata":{"name":"a","uid":"ua"},"spec":{"nodeName":"n1"},"status":{"phase":"Running"}},
          {"metadata":{"name":"b","uid":"ub"},"spec":{"nodeName":"n2"},"status":{"phase":"Running"}},
          {"metadata":{"name":"done","uid":"ud"},"spec":{"nodeName":"n2"},"status":{"phase":"Succeeded"}},
          {"metadata":{"name":"waits","uid":"uw"},"spec":{},"status":{"phase":"Pending"}}]}
        """;

    private FakeCluster? _cluster;

    private static DateTimeOffset Now => new(2026, 1, 1, 0, 1, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FakeCluster Cluster => _cluster ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => _cluster = await FakeCluster.StartAsync();

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    [Fact]
    public async Task Read_NodesThatCount_GiveEachContainersCounterAndAllMemory()
    {
        Cluster.Answers[Pods] = (200, PodList);
        Cluster.Answers[Summary("n1")] = (200, Counts("ua", "2026-01-01T00:00:50Z", 1_500_000_000, 1 << 20));
        Cluster.Answers[Summary("n2")] = (200, Counts("ub", "2026-01-01T00:00:51.25Z", 250_000_000, 2 << 20));
        using var source = Open();

        var reading = await source.ReadAsync(Token);

        Assert.Equal([new CpuCounter("ua/c", Now.AddSeconds(-10), 1.5), new CpuCounter("ub/c", Now.AddSeconds(-8.75), 0.25)], reading.CpuCounters.OrderBy(counter => counter.Container));
        Assert.Equal((3.0 * (1 << 20), null, null), (reading.MemoryBytes, reading.CpuCores, reading.Problem));
        Assert.Equal("pods of ns/iris, by their nodes' counters", source.Name);
        Assert.Equal(
            [$"{Pods}?labelSelector=serving.kserve.io%2Finferenceservice%3Diris Bearer secret", $"{Summary("n1")}?only_cpu_and_memory=true Bearer secret", $"{Summary("n2")}?only_cpu_and_memory=true Bearer secret"],
            Cluster.Asked.Order());
    }

    [Fact]
    public async Task Read_NodesThatMayNotBeAsked_AreNotAskedAgainAndTheMetricsApiIs()
    {
        Cluster.Answers[Pods] = (200, PodList);
        Cluster.Answers[Summary("n1")] = (403, "{}");
        Cluster.Answers[Summary("n2")] = (403, "{}");
        Cluster.Answers[Metrics] = (200, """
            {"kind":"PodMetricsList","items":[
              {"containers":[{"name":"a","usage":{"cpu":"250000000n","memory":"1024Ki"}},{"name":"b","usage":{"cpu":"250m","memory":"1Mi"}}]},
              {"containers":[{"name":"a","usage":{"cpu":"1","memory":"2097152"}}]}]}
            """);
        using var source = Open();

        var (first, second) = (await source.ReadAsync(Token), await source.ReadAsync(Token));

        Assert.Equal((1.5, 4.0 * (1 << 20), null), (first.CpuCores, first.MemoryBytes, first.Problem));
        Assert.Equal((first.CpuCores, first.MemoryBytes), (second.CpuCores, second.MemoryBytes));
        Assert.Equal("pods of ns/iris, by the cluster's metrics API, which averages over a window of its own (the summary of node n1 answered HTTP 403)", source.Name);
        Assert.Equal((1, 2), (Asked(Summary("n1")), Asked(Metrics)));
        Assert.Contains($"{Metrics}?labelSelector=serving.kserve.io%2Finferenceservice%3Diris Bearer secret", Cluster.Asked);
    }

    [Theory]
    [InlineData(503, "{}", "the summary of node n1 answered HTTP 503")]
    [InlineData(200, "<html>", "the summary of node n1 gave something else: ")]
    [InlineData(200, """{"pods":[]}""", "the summary of node n1 gave something else: it does not know all of the target's pods")]
    [InlineData(200, """{"pods":[{"podRef":{"uid":"ua"},"containers":[{"name":"c","cpu":{"time":"2026-01-01T00:00:50Z"},"memory":{}}]}]}""", "the summary of node n1 gave something else: ")]
    public async Task Read_NodeThatCannotTellNow_IsAskedAgain(int status, string body, string problem)
    {
        Cluster.Answers[Pods] = (200, """{"items":[{"metadata":{"uid":"ua"},"spec":{"nodeName":"n1"},"status":{"phase":"Running"}}]}""");
        Cluster.Answers[Summary("n1")] = (status, body);
        using var source = Open();

        var without = await source.ReadAsync(Token);
        Cluster.Answers[Summary("n1")] = (200, Counts("ua", "2026-01-01T00:00:50Z", 1, 1));
        var with = await source.ReadAsync(Token);

        Assert.StartsWith($"the cluster's metrics API answered HTTP 404, and {problem}", without.Problem, StringComparison.Ordinal);
        Assert.Single(with.CpuCounters);
    }

    [Fact]
    public async Task Read_NoSuchPods_SaysSo()
    {
        Cluster.Answers[Pods] = (200, """{"items":[]}""");
        Cluster.Answers[Metrics] = (200, """{"items":[]}""");
        using var source = Open();

        Assert.Equal("the cluster's metrics API knows no such pod, and no such pod runs", (await source.ReadAsync(Token)).Problem);
    }

    [Theory]
    [InlineData("15s", "2026-01-01T00:00:50Z", 25)]
    [InlineData("1m0.5s", "2026-01-01T00:01:00Z", 60.5)]
    [InlineData("500ms", "2026-01-01T00:01:01Z", 0.5)]
    public void Metrics_Window_BeginsSoLongAgo(string window, string timestamp, double seconds)
    {
        using var list = JsonDocument.Parse($$$"""{"items":[{"timestamp":"{{{timestamp}}}","window":"{{{window}}}","containers":[{"usage":{"cpu":"1","memory":"1"}}]}]}""");

        Assert.Equal(TimeSpan.FromSeconds(seconds), PodMetrics.Read(list.RootElement, Now).CpuSpan);
    }

    [Theory]
    [InlineData("""{"items":[{"containers":[{"usage":{"cpu":"1x"}}]}]}""", "the cluster's metrics API gave something else")]
    [InlineData("<html>", "the cluster's metrics API gave something else")]
    [InlineData("{}", "the cluster's metrics API gave something else")]
    public async Task Metrics_AnythingElse_IsAReason(string body, string problem)
    {
        Cluster.Answers[Metrics] = (200, body);
        using var source = Open();

        Assert.StartsWith(problem, (await source.ReadAsync(Token)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryOpen_NoKubeconfig_IsAReason() => Assert.Contains("cannot be read", PodSource.TryOpen("/nowhere/kubeconfig", new("ns", "iris", "l")).Problem, StringComparison.Ordinal);

    private static string Summary(string node) => $"/api/v1/nodes/{node}/proxy/stats/summary";

    private static string Counts(string uid, string time, long nanoseconds, long bytes) => $$$"""
        {"node":{"nodeName":"n"},"pods":[
          {"podRef":{"name":"other","namespace":"ns","uid":"other"},"containers":[{"name":"c"}]},
          {"podRef":{"name":"p","namespace":"ns","uid":"{{{uid}}}"},"containers":[{"name":"c","cpu":{"time":"{{{time}}}","usageCoreNanoSeconds":{{{nanoseconds}}}},"memory":{"workingSetBytes":{{{bytes}}}}}]}]}
        """;

    private PodSource Open()
    {
        var (source, problem) = PodSource.TryOpen(Cluster.Kubeconfig, new("ns", "iris", "serving.kserve.io/inferenceservice"));
        Assert.Null(problem);
        return source!; // there was no problem
    }

    private int Asked(string path) => Cluster.Asked.Count(asked => asked.StartsWith(path, StringComparison.Ordinal));
}
