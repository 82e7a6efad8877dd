using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using ModelServing.BenchmarkWorker.Service;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Service;

/// <summary>The web service on a free port, with a state folder of its own that outlives restarts.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("benchmark-service");
    private string[] _settings = [];
    private WebApplication? _app;
    private HttpClient? _http;

    public string State => _state.FullName;

    public HttpClient Http => _http ?? throw new InvalidOperationException("not started");

    public IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("not started");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task StartAsync(params string[] settings)
    {
        _settings = settings;
        _app = BenchmarkService.Create(["--urls=http://127.0.0.1:0", $"--ModelServing:StateDirectory={State}", "--Logging:LogLevel:Default=Warning", .. settings]);
        await _app.StartAsync(Token);
        _http = new() { BaseAddress = new(_app.Urls.First()) };
    }

    /// <summary>Stops as a signal does.</summary>
    public async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(Token);
            await _app.DisposeAsync();
        }

        _http?.Dispose();
        (_app, _http) = (null, null);
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync(_settings);
    }

    public Task<HttpResponseMessage> PostAsync(string body) => Http.PostAsync("/runs", new StringContent(body, Encoding.UTF8, "application/json"), Token);

    public async Task<JsonNode> FinishedAsync(Uri? run)
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

    public Task<HttpResponseMessage> GetEventsAsync(Uri? run, string? after)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{run}/events");
        if (after is not null)
        {
            request.Headers.Add("Last-Event-ID", after);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    public async Task<List<(string Type, string? Id, string Data)>> EventsAsync(Uri? run, string? after)
    {
        using var response = await GetEventsAsync(run, after);
        return await ReadEventsAsync(response);
    }

    /// <summary>Reads all events, to the last.</summary>
    public static async Task<List<(string Type, string? Id, string Data)>> ReadEventsAsync(HttpResponseMessage response)
    {
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        List<(string, string?, string)> events = [];
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token))
        {
            events.Add((item.EventType, item.EventId, item.Data));
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _state.Delete(recursive: true);
    }
}
