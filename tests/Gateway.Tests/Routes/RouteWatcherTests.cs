using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ModelServing.Gateway.Routes;
using ModelServing.Gateway.Tests.Hosting;
using ModelServing.Testing.Clusters;

namespace ModelServing.Gateway.Tests.Routes;

public sealed class RouteWatcherTests
{
    [Fact]
    public async Task Gateway_FollowsTheCluster()
    {
        await using var node = await Node.EchoAsync();
        var snapshot = new ClusterObjects().Service("r1", 80, node.Port).InferenceService("production", ("r1", 100)).Snapshot;
        var cluster = new FakeCluster();
        await cluster.CreateAsync(snapshot.Services.Single(), CancellationToken.None);
        await using var gateway = await TestGateway.StartAsync(builder =>
        {
            builder.Services.AddSingleton(new ClusterSource(_ => Task.FromResult<Kubernetes.Client.ICluster>(cluster)));
            builder.Services.AddHostedService<RouteWatcher>();
        });

        await cluster.CreateAsync(snapshot.VirtualServices.Single(), CancellationToken.None);
        await UntilAsync(gateway, HttpStatusCode.ServiceUnavailable);
        await cluster.CreateAsync(snapshot.EndpointSlices.Single(), CancellationToken.None);
        await UntilAsync(gateway, HttpStatusCode.OK);
        await cluster.DeleteAsync<Kubernetes.Istio.VirtualService>("production", ClusterObjects.Namespace, CancellationToken.None);
        await UntilAsync(gateway, HttpStatusCode.NotFound);
    }

    private static async Task UntilAsync(TestGateway gateway, HttpStatusCode expected)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "production.model-serving" } };
            using var response = await gateway.Client.SendAsync(request, deadline.Token);
            if (response.StatusCode == expected)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }
}
