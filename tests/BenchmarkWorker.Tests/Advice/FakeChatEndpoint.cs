using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ModelServing.BenchmarkWorker.Tests.Advice;

/// <summary>An endpoint that speaks OpenAI's protocol and always says the same.</summary>
internal sealed class FakeChatEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource<string> _asked = new();

    private FakeChatEndpoint(WebApplication app, string answer)
    {
        _app = app;
        var text = JsonEncodedText.Encode(answer);
        app.MapPost("/v1/chat/completions", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            _asked.TrySetResult(request.Headers.Authorization + await reader.ReadToEndAsync(request.HttpContext.RequestAborted));
            return Results.Text($$$"""{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"{{{text}}}"}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""", "application/json");
        });
    }

    public Uri Url => new($"{_app.Urls.First()}/v1");

    /// <summary>Gets the key and the body of the first question.</summary>
    public Task<string> Asked => _asked.Task;

    public static async Task<FakeChatEndpoint> StartAsync(string answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var endpoint = new FakeChatEndpoint(builder.Build(), answer);
        await endpoint._app.StartAsync(Xunit.TestContext.Current.CancellationToken);
        return endpoint;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
