using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelServing.BenchmarkWorker.Reports;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Service;

/// <summary>A service that is stopped keeps what it has measured, and says of every run what became of it.</summary>
public sealed class StoppedServiceTests : IAsyncLifetime
{
    private readonly RunningService _service = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Stop_HalfWay_ReportsWhatWasMeasuredAndEndsWhatWaits()
    {
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await FakeModelServer.StartAsync((context, number) => AnswerAsync(number <= 60, context, half));
        await _service.StartAsync();
        using var running = await _service.PostAsync($$"""{"tensorflow_url":"{{server.Url}}","total_requests":100,"warmup_requests":0}""");
        using var waiting = await _service.PostAsync($$"""{"tensorflow_url":"{{server.Url}}","total_requests":100}""");
        await half.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token);
        using var watched = await _service.GetEventsAsync(running.Headers.Location, null);

        await _service.RestartAsync();

        Assert.Equal(("interrupted", "end"), (await RunningService.ReadEventsAsync(watched))[^1] is var (type, id, _) ? (type, id) : default);
        var run = await _service.Http.GetFromJsonAsync<JsonNode>(running.Headers.Location, Token);
        Assert.Equal(("interrupted", "the service ended before the run did"), (run?["status"]?.GetValue<string>(), run?["problem"]?.GetValue<string>()));
        Assert.StartsWith("The run was stopped before its end", run?["verdict"]?["interruption"]?.GetValue<string>(), StringComparison.Ordinal);
        var report = JsonNode.Parse(await ReadAsync(run, ReportFiles.Json));
        Assert.Equal((true, 60, 0), (report?["is_partial"]?.GetValue<bool>(), report?["platforms"]?[0]?["successful_requests"]?.GetValue<int>(), report?["platforms"]?[0]?["failed_requests"]?.GetValue<int>()));
        Assert.Contains("The run was stopped before its end", await ReadAsync(run, ReportFiles.Html), StringComparison.Ordinal);
        Assert.Contains("the run was stopped after 3 blocks", await ReadAsync(run, ReportFiles.Csv), StringComparison.Ordinal);
        var other = await _service.Http.GetFromJsonAsync<JsonNode>(waiting.Headers.Location, Token);
        Assert.Equal(("interrupted", 0), (other?["status"]?.GetValue<string>(), other?["reports"]?.AsObject().Count));
        Assert.Contains("interrupted, with what was measured", await _service.Http.GetStringAsync("/reports", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_BeforeTheFirstBlock_LeavesNoReport()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await FakeModelServer.StartAsync((context, _) => AnswerAsync(false, context, arrived));
        await _service.StartAsync();
        using var running = await _service.PostAsync($$"""{"tensorflow_url":"{{server.Url}}"}""");
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token);

        await _service.RestartAsync();

        var run = await _service.Http.GetFromJsonAsync<JsonNode>(running.Headers.Location, Token);
        Assert.Equal(("interrupted", 0), (run?["status"]?.GetValue<string>(), run?["reports"]?.AsObject().Count));
        Assert.NotNull(run?["finished_at"]);
    }

    /// <summary>Answers, or says that it does not and hangs until the client has gone.</summary>
    private static async Task<bool> AnswerAsync(bool answers, HttpContext context, TaskCompletionSource silent)
    {
        if (!answers)
        {
            silent.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        return !answers;
    }

    private Task<string> ReadAsync(JsonNode? run, string file) => _service.Http.GetStringAsync(run?["reports"]?[file]?.GetValue<string>(), Token);
}
