using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelServing.BenchmarkWorker.Resources;
using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Resources;

public sealed class ResourceSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resources");

    [Fact]
    public async Task Prometheus_PodsThatItKnows_AreAskedOfByNamespaceAndName()
    {
        List<string> asked = [];
        await using var server = await StartAsync(query =>
        {
            asked.Add(query);
            return query.StartsWith("sum(container_cpu", StringComparison.Ordinal) ? "12.5" : query.StartsWith("sum(process_resident", StringComparison.Ordinal) ? "1048576" : query == "avg(DCGM_FI_DEV_GPU_UTIL)" ? "37" : null;
        });
        using var source = new PrometheusSource(server.Url, PrometheusQueries.For(new("http://gateway:8080/serving/ns/iris/x"), new("ns", "iris", "label"), new()));

        var (first, second) = (await source.ReadAsync(Token), await source.ReadAsync(Token));

        Assert.Equal(new ResourceReading { CpuSeconds = 12.5, MemoryBytes = 1048576, GpuPercent = 37 }, first);
        Assert.Equal(first, second);
        Assert.Equal("""sum(container_cpu_usage_seconds_total{namespace="ns",pod=~"iris-.*",container!=""})""", asked[0]);
        Assert.Equal("""sum(process_resident_memory_bytes{instance="gateway:8080"})""", asked[2]);
    }

    [Fact]
    public async Task Prometheus_OwnQuery_HasItsPlaceholdersFilledIn()
    {
        List<string> asked = [];
        await using var server = await StartAsync(query =>
        {
            asked.Add(query);
            return "3";
        });
        using var source = new PrometheusSource(server.Url, PrometheusQueries.For(new("http://tf:8501/"), null, new() { CpuQuery = """sum(cpu{host="{host}",port="{port}"})""" }));

        Assert.Equal(3, (await source.ReadAsync(Token)).CpuSeconds);
        Assert.Equal("""sum(cpu{host="tf",port="8501"})""", asked[0]);
    }

    [Fact]
    public async Task Prometheus_NoDataOrNoAnswer_SaysSo()
    {
        await using var server = await StartAsync(_ => null);
        using var empty = new PrometheusSource(server.Url, PrometheusQueries.For(new("http://tf:8501/"), null, new()));
        using var dead = new PrometheusSource(Plans.DeadUrl(), PrometheusQueries.For(new("http://tf:8501/"), null, new()));

        Assert.EndsWith("has no data on the target", (await empty.ReadAsync(Token)).Problem, StringComparison.Ordinal);
        Assert.Contains("does not answer", (await dead.ReadAsync(Token)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void For_GatewayWithoutItsCluster_IsNotLookedAt()
    {
        Uri url = new("http://127.0.0.1:8080/seldon/ns/iris/api/v1.0/predictions");

        var (sources, absent) = ResourceSources.For(new() { Target = new(Platform.Seldon, url), PredictUrl = url, Protocol = WireProtocol.Seldon, ModelName = "iris", Payloads = [], Instances = 1, Features = 1 }, new());
        Array.ForEach(sources, source => source.Dispose());

        Assert.DoesNotContain(sources, source => source is ProcessTreeSource);
        Assert.Equal("the process behind the endpoint is a gateway's, and no --kubeconfig names the cluster whose pods answer", absent["cpu"]);
    }

    [Fact]
    public async Task Gpu_ToolOnThePath_IsRead()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell script");
        Script("nvidia-smi", "echo '0, 40, 1000'; echo '1, 60, 3000'; exec sleep 30");

        using var source = GpuSource.TryStart($"/nowhere{Path.PathSeparator}{_folder.FullName}");
        var reading = await UntilAsync(source!, found => found.GpuPercent == 50); // it was found

        Assert.Equal(new ResourceReading { GpuPercent = 50, GpuMemoryBytes = 4000.0 * (1 << 20) }, reading);
    }

    [Fact]
    public async Task Gpu_ToolThatKnowsNone_IsAReason()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell script");
        Script("nvidia-smi", "echo 'No devices were found'; exit 6");

        using var source = GpuSource.TryStart(_folder.FullName);

        Assert.Equal("nvidia-smi reports no GPU", (await source!.ReadAsync(Token)).Problem); // it was found
    }

    [Fact]
    public void Gpu_NoTool_IsNoSource() => Assert.Null(GpuSource.TryStart(_folder.FullName));

    [Fact]
    public async Task Process_ThisOne_HasUsedTimeAndMemory()
    {
        using var source = new GeneratorSource();

        var reading = await source.ReadAsync(Token);

        Assert.True(reading is { CpuSeconds: > 0, MemoryBytes: > 1 << 20, Problem: null });
    }

    [Fact]
    public async Task ProcessTree_OfAShellWhoseChildrenWork_HasTheirs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc");
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "sh -c 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo; exec sleep 60' & sh -c 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done' & wait"]) { RedirectStandardOutput = true });
        using var source = new ProcessTreeSource(shell!, "shell"); // it was started
        try
        {
            await shell!.StandardOutput.ReadLineAsync(Token);

            var reading = await source.ReadAsync(Token);

            Assert.True(reading is { CpuSeconds: > 0.02, MemoryBytes: > 1 << 20, Problem: null }, $"{reading}");
        }
        finally
        {
            shell!.Kill(entireProcessTree: true);
            await shell.WaitForExitAsync(Token);
        }

        Assert.Equal("the target's process ended", (await source.ReadAsync(Token)).Problem);
    }

    [Theory]
    [InlineData("http://x/v1/models/iris:predict", "iris")]
    [InlineData("http://x/v1/models/iris/versions/3:predict", "iris")]
    [InlineData("http://x/v2/models/a%20b/infer", "a b")]
    [InlineData("http://x/api/v1.0/predictions", null)]
    public void InPath_Url_IsItsModel(string url, string? name) => Assert.Equal(name, ModelNames.InPath(new(url)));

    [Theory]
    [InlineData("http://gateway:8080/serving/ns/iris/v1/models/iris:predict", null, "ns", "iris", "serving.kserve.io/inferenceservice")]
    [InlineData("http://gateway:8080/seldon/ns/iris-seldon/api/v1.0/predictions", null, "ns", "iris-seldon", "seldon-deployment-id")]
    [InlineData("http://gateway:8080/v1/models/iris:predict", "iris.ns.example.com", "ns", "iris", "serving.kserve.io/inferenceservice")]
    [InlineData("http://tf:8501/v1/models/iris:predict", null, null, null, null)]
    public void Of_Target_IsWhatUrlOrHostSay(string url, string? host, string? ns, string? name, string? label) => Assert.Equal(
        ns is null ? null : new PodSelection(ns, name!, label!), // both are given with the namespace
        PodSelection.Of(new() { Target = new(Platform.KServe, new(url)), PredictUrl = new(url), Protocol = WireProtocol.TensorFlow, ModelName = "iris", Payloads = [], Instances = 1, Features = 1, Host = host }));

    public void Dispose() => _folder.Delete(recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private void Script(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static async Task<ResourceReading> UntilAsync(GpuSource source, Func<ResourceReading, bool> holds)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var reading = await source.ReadAsync(Token);
            if (holds(reading) || Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(20))
            {
                return reading;
            }

            await Task.Yield();
        }
    }

    /// <summary>A Prometheus that answers queries as told.</summary>
    private static async Task<FakeMetrics> StartAsync(Func<string, string?> value)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FakeMetrics(builder.Build());
        server.App.MapGet("/api/v1/query", (string query) => Results.Text(
            $$$"""{"status":"success","data":{"resultType":"vector","result":[{{{(value(query) is { } text ? "{\"metric\":{},\"value\":[1,\"" + text + "\"]}" : "")}}}]}}""", "application/json"));
        await server.App.StartAsync(Token);
        return server;
    }

    private sealed class FakeMetrics(WebApplication app) : IAsyncDisposable
    {
        public WebApplication App => app;

        public Uri Url => new(app.Urls.First());

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
