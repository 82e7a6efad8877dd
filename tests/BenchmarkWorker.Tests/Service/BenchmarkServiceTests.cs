using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Service;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Service;

public sealed class BenchmarkServiceTests : IAsyncLifetime
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("benchmark-service");
    private WebApplication? _app;
    private HttpClient? _http;

    private HttpClient Http => _http ?? throw new InvalidOperationException("not started");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _state.Delete(recursive: true);
    }

    [Fact]
    public async Task Post_ConfiguredRun_EndsInReportsThatCanBeRead()
    {
        await using var server = await FakeModelServer.StartAsync();
        await StartAsync($"--ModelServing:Benchmark:TensorFlowUrl={server.Url}", "--ModelServing:Benchmark:TotalRequests=60");

        using var accepted = await Http.PostAsync("/runs", null, Token);
        var run = await FinishedAsync(accepted.Headers.Location);

        Assert.Equal((HttpStatusCode.Accepted, "completed"), (accepted.StatusCode, run["status"]?.GetValue<string>()));
        Assert.Equal(110, server.Predictions);
        foreach (var name in ReportFiles.Names)
        {
            Assert.NotEmpty(await Http.GetByteArrayAsync(run["reports"]?[name]?.GetValue<string>(), Token));
        }

        Assert.Contains($"/reports/{run["id"]}/", await Http.GetStringAsync("/reports", Token), StringComparison.Ordinal);
        Assert.Single((await Http.GetFromJsonAsync<JsonNode>("/runs", Token))!.AsArray()); // a list, always
    }

    [Fact]
    public async Task Delete_RunningRun_CancelsItAndLetsTheNextOneStart()
    {
        var arrived = new TaskCompletionSource();
        await using var slow = await FakeModelServer.StartAsync(async (context, _) =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        await using var server = await FakeModelServer.StartAsync();
        await StartAsync();

        using var first = await PostAsync($$"""{"tensorflow_url":"{{slow.Url}}"}""");
        using var second = await PostAsync($$"""{"tensorflow_url":"{{server.Url}}","total_requests":20}""");
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token);
        using var deleted = await Http.DeleteAsync(first.Headers.Location, Token);

        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        Assert.Equal("cancelled", (await FinishedAsync(first.Headers.Location))["status"]?.GetValue<string>());
        Assert.Equal("completed", (await FinishedAsync(second.Headers.Location))["status"]?.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"concurrent_requests":0,"url":"http://x/"}""", "--concurrent-requests must be between 1 and 4096, not 0")]
    [InlineData("""{"tensorflow_url":"nowhere"}""", "'nowhere' is not an absolute URL")]
    [InlineData("{}", "no endpoint given")]
    [InlineData("{", "the body is not a run")]
    [InlineData("""{"concurrency":3}""", "the body is not a run")]
    public async Task Post_BadRun_IsRefusedWithTheReason(string body, string reason)
    {
        await StartAsync();

        using var response = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, (await response.Content.ReadFromJsonAsync<JsonNode>(Token))?["error"]?.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/runs/none")]
    [InlineData("/reports/none/benchmark_report.html")]
    [InlineData("/reports/../benchmark_report.html")]
    [InlineData("/reports/..%2f..%2fetc/passwd")]
    public async Task Get_WhatIsNotThere_IsNotFound(string path)
    {
        await StartAsync();

        using var response = await Http.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Get_Health_IsOk()
    {
        await StartAsync();

        Assert.Equal("Healthy", await Http.GetStringAsync("/health", Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task StartAsync(params string[] settings)
    {
        _app = BenchmarkService.Create(["--urls=http://127.0.0.1:0", $"--ModelServing:StateDirectory={_state.FullName}", "--Logging:LogLevel:Default=Warning", .. settings]);
        await _app.StartAsync(Token);
        _http = new() { BaseAddress = new(_app.Urls.First()) };
    }

    private Task<HttpResponseMessage> PostAsync(string body) => Http.PostAsync("/runs", new StringContent(body, Encoding.UTF8, "application/json"), Token);

    private async Task<JsonNode> FinishedAsync(Uri? run)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var view = await Http.GetFromJsonAsync<JsonNode>(run, Token) ?? throw new InvalidOperationException("a run is an object");
            if (view["status"]?.GetValue<string>() is not ("queued" or "running"))
            {
                return view;
            }

            Assert.True(await timer.WaitForNextTickAsync(deadline.Token), $"run {run} did not finish within 30 s");
        }
    }
}
