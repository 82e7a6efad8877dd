using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ModelServing.BenchmarkWorker.Tests;

/// <summary>A model server on a free port that answers the digits signature in all three protocols, or misbehaves on demand.</summary>
internal sealed class FakeModelServer : IAsyncDisposable
{
    public const string Metadata = """
        {"model_spec":{"name":"production_model","version":"2"},"metadata":{"signature_def":{"signature_def":{"serving_default":{
          "inputs":{"pixels":{"dtype":"DT_FLOAT","tensor_shape":{"dim":[{"size":"-1"},{"size":"64"}],"unknown_rank":false}}},
          "outputs":{"classes":{"dtype":"DT_INT64"},"probabilities":{"dtype":"DT_FLOAT"}}}}}}}
        """;

    private readonly WebApplication _app;
    private int _predictions;
    private int _inFlight;
    private int _mostInFlight;

    private FakeModelServer(WebApplication app, Func<HttpContext, int, Task<bool>>? misbehave, bool answerGet)
    {
        _app = app;
        app.Use(async (context, next) =>
        {
            if (context.Request.Method == "POST")
            {
                var number = Interlocked.Increment(ref _predictions);
                InterlockedMax(ref _mostInFlight, Interlocked.Increment(ref _inFlight));
                try
                {
                    if (misbehave is not null && await misbehave(context, number))
                    {
                        return;
                    }

                    await next();
                }
                finally
                {
                    Interlocked.Decrement(ref _inFlight);
                }
            }
            else if (!answerGet || misbehave is null || !await misbehave(context, 0))
            {
                await next();
            }
        });
    }

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()); // a started server has an address

    public int Predictions => Volatile.Read(ref _predictions);

    public int MostInFlight => Volatile.Read(ref _mostInFlight);

    /// <summary>Starts a server. <paramref name="misbehave"/> sees the context and the prediction's number and returns true when it has answered; <paramref name="answerGet"/> shows it the other requests, too.</summary>
    public static async Task<FakeModelServer> StartAsync(Func<HttpContext, int, Task<bool>>? misbehave = null, bool tensorFlow = true, bool openInference = false, bool seldon = false, bool answerGet = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FakeModelServer(builder.Build(), misbehave, answerGet);
        if (tensorFlow)
        {
            server._app.MapGet("/{prefix}/v1/models/{model}/metadata", () => Results.Text(Metadata, "application/json"));
            server._app.MapGet("/v1/models/production_model/metadata", () => Results.Text(Metadata, "application/json"));
            server._app.MapPost("/v1/models/{verb}", (HttpRequest request) => AnswerAsync(request, "instances", """{"predictions":[""", """{"classes":3,"probabilities":[0.25,0.75]}""", "]}"));
        }

        if (openInference)
        {
            server._app.MapGet("/v2/health/ready", () => Results.Ok());
            server._app.MapGet("/v2/models/{model}", () => Results.Text("""{"name":"m","inputs":[{"name":"pixels","datatype":"FP32","shape":[-1,64]}],"outputs":[{"name":"classes"}]}""", "application/json"));
            server._app.MapPost("/v2/models/{model}/infer", AnswerOpenInferenceAsync);
        }

        if (seldon)
        {
            server._app.MapGet("/api/v1.0/health/status", () => Results.Ok());
            server._app.MapPost("/api/v1.0/predictions", (HttpRequest request) => AnswerAsync(request, "data", """{"meta":{},"data":{"names":["t:0"],"ndarray":[""", "[0.25,0.75]", "]}}"));
        }

        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<IResult> AnswerAsync(HttpRequest request, string property, string open, string item, string close)
    {
        var body = await JsonNode.ParseAsync(request.Body);
        var rows = (body?[property] as JsonArray ?? body?[property]?["ndarray"] as JsonArray)?.Count ?? 0;
        return Results.Text(new StringBuilder(open).AppendJoin(',', Enumerable.Repeat(item, rows)).Append(close).ToString(), "application/json");
    }

    private static async Task<IResult> AnswerOpenInferenceAsync(HttpRequest request)
    {
        var shape = (await JsonNode.ParseAsync(request.Body))?["inputs"]?[0]?["shape"]?[0]?.GetValue<int>() ?? 0;
        return Results.Text($$"""{"model_name":"m","outputs":[{"name":"classes","datatype":"INT64","shape":[{{shape}}],"data":[{{string.Join(',', Enumerable.Repeat(3, shape))}}]}]}""", "application/json");
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var previous = Interlocked.CompareExchange(ref target, value, seen);
            if (previous == seen)
            {
                return;
            }

            seen = previous;
        }
    }
}
