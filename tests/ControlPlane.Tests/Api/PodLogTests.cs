using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using k8s.Models;
using ModelServing.ControlPlane.Api;
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

        var kubectl = new Kubectl(api);

        Assert.Contains("container \"c\" in pod \"chatty\" is waiting to start - no logs yet", await kubectl.FailAsync("logs chatty"), StringComparison.Ordinal);
        var status = new JsonObject { ["name"] = "c", ["image"] = "x", ["imageID"] = "", ["ready"] = true, ["restartCount"] = 0, ["state"] = new JsonObject { ["running"] = new JsonObject() } };
        await api.Client.PatchAsync<V1Pod>("chatty", "default", new JsonObject { ["status"] = new JsonObject { ["containerStatuses"] = new JsonArray(status) } }, "status", cancellationToken);
        var log = await kubectl.RunAsync("logs chatty --tail=3");

        Assert.StartsWith("/containerLogs/default/chatty/c?", log, StringComparison.Ordinal);
        Assert.Contains("tailLines=3", log, StringComparison.Ordinal);
        Assert.Contains("previous terminated container \"c\" in pod \"chatty\" not found", await kubectl.FailAsync("logs chatty --previous"), StringComparison.Ordinal);
        Assert.Contains("container d is not valid for pod chatty", await kubectl.FailAsync("logs chatty -c d"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ErrImagePull", "image can't be pulled")]
    [InlineData("ImagePullBackOff", "trying and failing to pull image")]
    [InlineData("PodInitializing", "PodInitializing")]
    public void Problem_WaitingContainer_SaysWhatItWaitsFor(string reason, string expected)
    {
        var status = new JsonObject { ["name"] = "c", ["state"] = new JsonObject { ["waiting"] = new JsonObject { ["reason"] = reason } } };
        var text = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "p" }, ["status"] = new JsonObject { ["containerStatuses"] = new JsonArray(status) } };
        using var pod = JsonDocument.Parse(text.ToJsonString());

        Assert.Equal($"container \"c\" in pod \"p\" is waiting to start: {expected}", LogAvailability.Problem(pod.RootElement, "c", previous: false));
    }

    [Fact]
    public void Choose_SeveralContainers_AsksForAName()
    {
        using var pod = JsonDocument.Parse("""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a"},{"name":"b"}],"initContainers":[{"name":"i"}]}}""");

        Assert.Equal("a container name must be specified for pod p, choose one of: [a b] or one of the init containers: [i]", LogAvailability.Choose(pod.RootElement, null, out _));
        Assert.Null(LogAvailability.Choose(pod.RootElement, "i", out var container));
        Assert.Equal("i", container);
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
