using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelServing.Gateway.Hosting;
using ModelServing.Gateway.Routes;

namespace ModelServing.Gateway.Tests.Hosting;

/// <summary>The real gateway on ports of its own, with routes from objects instead of a cluster.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestGateway(WebApplication app)
    {
        _app = app;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.ToArray() ?? [];
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null }) { BaseAddress = new Uri(addresses[0]) };
        GrpcAddress = new Uri(addresses[1]);
    }

    public HttpClient Client { get; }

    public Uri GrpcAddress { get; }

    public static async Task<TestGateway> StartAsync(ClusterSnapshot snapshot, int? seed = null)
    {
        var gateway = await StartAsync(builder =>
        {
            if (seed is { } value)
            {
                builder.Services.AddSingleton(new Random(value));
            }
        });
        gateway.Publish(snapshot);
        return gateway;
    }

    public static async Task<TestGateway> StartAsync(Action<WebApplicationBuilder> configure)
    {
        var app = GatewayApplication.Build(
            ["--urls=http://127.0.0.1:0", "--ModelServing:Gateway:GrpcUrls=http://127.0.0.1:0"],
            builder =>
            {
                builder.Logging.ClearProviders();
                configure(builder);
            });
        await app.StartAsync();
        return new(app);
    }

    public void Publish(ClusterSnapshot snapshot)
    {
        var store = _app.Services.GetRequiredService<RouteTableStore>();
        store.Publish(RouteTableBuilder.Build(snapshot, store.Current, out var problems));
        Assert.Empty(problems);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
