using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

public sealed class MetricsTests(RunningApi api) : IClassFixture<RunningApi>
{
    private const string Summary = """
        {"node":{"nodeName":"node-8","cpu":{"time":"2026-01-02T03:04:05Z","usageNanoCores":250000000},"memory":{"workingSetBytes":104857600}},
         "pods":[{"podRef":{"name":"busy","namespace":"default"},"containers":[{"name":"c","cpu":{"time":"2026-01-02T03:04:05Z","usageNanoCores":125000000},"memory":{"workingSetBytes":52428800}}]},
          {"podRef":{"name":"new","namespace":"default"},"containers":[{"name":"c","cpu":{"time":"2026-01-02T03:04:05Z"},"memory":{"workingSetBytes":52428800}}]}]}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Top_ShowsWhatTheNodesSay()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        await using var node = builder.Build();
        node.MapGet("/stats/summary", (HttpContext context) => context.Response.WriteAsync(Summary));
        node.MapGet("/hello", (HttpContext context) => context.Response.WriteAsync($"hello {context.Request.QueryString}"));
        await node.StartAsync(Token);
        var port = new Uri(node.Urls.First()).Port;
        await CreateAsync(port);
        var kubectl = new Kubectl(api);

        var nodes = await kubectl.RunAsync("top nodes --no-headers");
        var pods = await kubectl.RunAsync("top pods --no-headers");
        var proxied = await kubectl.RunAsync("get --raw /api/v1/namespaces/default/services/front:web/proxy/hello?x=1");
        var wrong = await kubectl.FailAsync("get --raw /api/v1/namespaces/default/services/front:nope/proxy/hello");

        Assert.Contains("NodeMetrics", await kubectl.RunAsync("api-resources --api-group=metrics.k8s.io"), StringComparison.Ordinal);
        Assert.Equal(["node-8", "250m", "12%", "100Mi", "10%"], nodes.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal(["busy", "125m", "50Mi"], pods.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal(Summary, await kubectl.RunAsync("get --raw /api/v1/nodes/node-8/proxy/stats/summary"));
        Assert.Equal(Summary, await kubectl.RunAsync($"get --raw /api/v1/nodes/node-8:{port}/proxy/stats/summary"));
        Assert.Contains("address not allowed", await kubectl.FailAsync("get --raw /api/v1/nodes/node-8:1/proxy/stats/summary"), StringComparison.Ordinal);
        Assert.Contains("nodes \"nobody\" not found", await kubectl.FailAsync("get --raw /api/v1/nodes/nobody/proxy/stats/summary"), StringComparison.Ordinal);
        Assert.Contains("the server could not find the requested resource", await kubectl.FailAsync("get --raw /api/v1/nodes/node-8/proxy/configz"), StringComparison.Ordinal);
        Assert.Contains("nodes/proxy", await kubectl.RunAsync("get --raw /api/v1"), StringComparison.Ordinal);
        Assert.Equal("hello ?x=1", proxied);
        Assert.Contains("no service port \"nope\" found for service \"front\"", wrong, StringComparison.Ordinal);
    }

    private async Task CreateAsync(int port)
    {
        var capacity = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("2"), ["memory"] = new("1000Mi") };
        await api.Client.CreateAsync(
            new V1Node
            {
                Metadata = new() { Name = "node-8" },
                Status = new()
                {
                    Allocatable = capacity,
                    Capacity = capacity,
                    Addresses = [new V1NodeAddress { Type = "InternalIP", Address = "127.0.0.1" }],
                    DaemonEndpoints = new() { KubeletEndpoint = new() { Port = port } },
                },
            },
            Token);
        foreach (var name in (string[])["busy", "new"])
        {
            await api.Client.CreateAsync(
                new V1Pod { Metadata = new() { Name = name, NamespaceProperty = "default" }, Spec = new() { NodeName = "node-8", Containers = [new V1Container { Name = "c", Image = "x" }] } },
                Token);
        }

        await api.Client.CreateAsync(
            new V1Service { Metadata = new() { Name = "front", NamespaceProperty = "default" }, Spec = new() { Ports = [new V1ServicePort { Name = "web", Port = 80 }] } },
            Token);
        await api.Client.CreateAsync(
            new V1EndpointSlice
            {
                Metadata = new() { Name = "front-1", NamespaceProperty = "default", Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = "front" } },
                AddressType = "IPv4",
                Endpoints = [new V1Endpoint { Addresses = ["127.0.0.1"], Conditions = new() { Ready = true } }],
                Ports = [new Discoveryv1EndpointPort { Name = "web", Port = port }],
            },
            Token);
    }
}
