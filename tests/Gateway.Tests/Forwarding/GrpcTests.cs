using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using ModelServing.Gateway.Tests.Hosting;
using static ModelServing.Gateway.Tests.Graphs.ExecutorHarness;

namespace ModelServing.Gateway.Tests.Forwarding;

public sealed class GrpcTests
{
    [Fact]
    public async Task Call_ForAnInferenceService_PassesThroughWithItsTrailers()
    {
        await using var node = await StartNodeAsync();
        await using var gateway = await TestGateway.StartAsync(new ClusterObjects().Service("r1", 80, node.Port).InferenceService("production", ("r1", 100)).Snapshot);

        using var response = await CallAsync(gateway, "production.model-serving.example.com");

        Assert.Equal("message", await response.Content.ReadAsStringAsync());
        Assert.Equal(["0"], response.TrailingHeaders.GetValues("grpc-status"));
        Assert.Equal(["r1"], response.Headers.GetValues("x-modelserving-backend"));
        Assert.Equal("/inference.GRPCInferenceService/ModelInfer", Assert.Single(node.Calls).Path);
    }

    [Fact]
    public async Task Call_ForASeldonModel_IsFoundByItsHeaders()
    {
        await using var node = await StartNodeAsync();
        var objects = new ClusterObjects().Service("d-p-m", 9500, node.Port).SeldonDeployment("d", ("p", 100)).Predictor("d", "p", "tensorflow", Unit("m", "MODEL"));
        await using var gateway = await TestGateway.StartAsync(objects.Snapshot);

        using var response = await CallAsync(gateway, "localhost", ("seldon", "d"), ("namespace", "model-serving"));

        Assert.Equal("message", await response.Content.ReadAsStringAsync());
        Assert.Equal(["d-p"], response.Headers.GetValues("x-modelserving-backend"));
    }

    [Theory]
    [InlineData("production.model-serving", "14", "no ready endpoint for r1 in namespace model-serving, port 80")]
    [InlineData("unknown.example.com", "12", "no route for host 'unknown.example.com' and path '/inference.GRPCInferenceService/ModelInfer'")]
    public async Task Call_ThatCannotBeRouted_GetsAGrpcStatus(string host, string status, string message)
    {
        await using var gateway = await TestGateway.StartAsync(new ClusterObjects().Service("r1", 80).InferenceService("production", ("r1", 100)).Snapshot);

        using var response = await CallAsync(gateway, host);

        Assert.Equal((HttpStatusCode.OK, status), (response.StatusCode, response.Headers.GetValues("grpc-status").Single()));
        Assert.Equal(message, Uri.UnescapeDataString(response.Headers.GetValues("grpc-message").Single()));
    }

    private static Task<Node> StartNodeAsync() => Node.StartAsync(
        async (context, _) =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.WriteAsync("message");
            context.Response.AppendTrailer("grpc-status", "0");
        },
        HttpProtocols.Http2);

    private static async Task<HttpResponseMessage> CallAsync(TestGateway gateway, string host, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient { BaseAddress = gateway.GrpcAddress, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/inference.GRPCInferenceService/ModelInfer")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([1, 2, 3]) { Headers = { { "Content-Type", "application/grpc" } } },
            Headers = { Host = host },
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await client.SendAsync(request);
    }
}
