using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using k8s.Models;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

public sealed class PodLogTests(RunningApi api) : IClassFixture<RunningApi>
{
    [Fact]
    public async Task Logs_AreReadFromThePodsNode()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        await using var node = builder.Build();
        node.MapGet("/containerLogs/{ns}/{pod}/{container}", (HttpContext context) => context.Response.WriteAsync($"{context.Request.Path}{context.Request.QueryString}\n"));
        await node.StartAsync(cancellationToken);
        await CreateNodeAsync(new Uri(node.Urls.First()).Port, cancellationToken);
        await api.Client.CreateAsync(
            new V1Pod
            {
                Metadata = new() { Name = "chatty", NamespaceProperty = "default" },
                Spec = new() { NodeName = "node-9", Containers = [new V1Container { Name = "c", Image = "x" }] },
            },
            cancellationToken);

        var log = await new Kubectl(api).RunAsync("logs chatty --tail=3");

        Assert.StartsWith("/containerLogs/default/chatty/c?", log, StringComparison.Ordinal);
        Assert.Contains("tailLines=3", log, StringComparison.Ordinal);
    }

    private Task<V1Node> CreateNodeAsync(int port, CancellationToken cancellationToken) => api.Client.CreateAsync(
        new V1Node
        {
            Metadata = new() { Name = "node-9" },
            Status = new()
            {
                Addresses = [new V1NodeAddress { Type = "InternalIP", Address = "127.0.0.1" }],
                DaemonEndpoints = new() { KubeletEndpoint = new() { Port = port } },
            },
        },
        cancellationToken);
}
