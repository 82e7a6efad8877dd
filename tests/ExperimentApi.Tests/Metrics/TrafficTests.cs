using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.Metrics;
using ModelServing.ExperimentApi.States;
using ModelServing.ExperimentApi.Tests.Definitions;

namespace ModelServing.ExperimentApi.Tests.Metrics;

public sealed class TrafficTests
{
    [Fact]
    public async Task Predict_ReadsArmLatencyAndCorrectness()
    {
        await using var server = await StartAsync(context =>
        {
            context.Response.Headers["x-modelserving-backend"] = "b";
            return context.Response.WriteAsync("""{"predictions":[{"classes":4}]}""");
        });
        using var http = new HttpClient { BaseAddress = server.Address };
        var gateway = new GatewayClient(http, TimeProvider.System);
        var target = TrafficTarget.Of(Samples.KServe with { Traffic = new() }, gateway.BaseAddress);

        var right = await gateway.PredictAsync(target, new(4, "{}"u8.ToArray()), CancellationToken.None);
        var wrong = await gateway.PredictAsync(target, new(5, "{}"u8.ToArray()), CancellationToken.None);

        Assert.Equal(("b", false, 1.0, 0.0), (right.Backend, right.Error, right.Values["accuracy"], wrong.Values["accuracy"]));
        Assert.True(right.LatencyMs > 0);
        Assert.Equal(["digits.model-serving.example.com /v1/models/digits:predict", "digits.model-serving.example.com /v1/models/digits:predict"], server.Requests);
    }

    [Fact]
    public async Task Predict_FailureOrNonsense_IsAnErrorOfTheArm()
    {
        await using var server = await StartAsync(context =>
        {
            context.Response.Headers["x-modelserving-backend"] = "b";
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        using var http = new HttpClient { BaseAddress = server.Address };
        var gateway = new GatewayClient(http, TimeProvider.System);

        var outcome = await gateway.PredictAsync(TrafficTarget.Of(Samples.Seldon with { Traffic = new() }, gateway.BaseAddress), new(4, []), CancellationToken.None);

        Assert.Equal(("b", true, 0), (outcome.Backend, outcome.Error, outcome.Values.Count));
        Assert.EndsWith(" /seldon/model-serving/digits/v1/models/:predict", Assert.Single(server.Requests));
    }

    [Fact]
    public async Task Run_SendsAtItsRateAndTagsItsStep()
    {
        await using var server = await StartAsync(context =>
        {
            context.Response.Headers["x-modelserving-backend"] = "a";
            return context.Response.WriteAsync("""{"predictions":[1]}""");
        });
        using var http = new HttpClient { BaseAddress = server.Address };
        var snapshot = new ExperimentSnapshot { Definition = Samples.KServe with { Traffic = new TrafficDefinition { RequestsPerSecond = 200 } }, Step = 1 };
        await using var run = new TrafficRun(snapshot, new([new(1, "{}"u8.ToArray())]), new(http, TimeProvider.System), TimeProvider.System);

        var outcomes = new List<Outcome>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (outcomes.Count < 20)
        {
            outcomes.AddRange(run.Take());
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, deadline.Token);
        }

        Assert.All(outcomes, outcome => Assert.Equal((1, "a", 1.0), (outcome.Step, outcome.Backend, outcome.Values["accuracy"])));
    }

    private static async Task<Server> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new Server(app);
        app.Run(context =>
        {
            lock (server.Requests)
            {
                server.Requests.Add($"{context.Request.Host} {context.Request.Path}");
            }

            return answer(context);
        });
        await app.StartAsync();
        return server;
    }

    private sealed record Server(WebApplication App) : IAsyncDisposable
    {
        public List<string> Requests { get; } = [];

        public Uri Address => new(App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First() ?? "");

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
