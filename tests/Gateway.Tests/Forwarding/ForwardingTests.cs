using System.Net;
using System.Text;
using ModelServing.Gateway.Tests.Hosting;

namespace ModelServing.Gateway.Tests.Forwarding;

public sealed class ForwardingTests
{
    private const string Host = "production.model-serving.example.com";

    [Fact]
    public async Task Request_ForAnInferenceService_ReachesItAsBehindTheMesh()
    {
        await using var node = await Node.EchoAsync();
        await using var gateway = await TestGateway.StartAsync(new ClusterObjects().Service("r1", 80, node.Port).InferenceService("production", ("r1", 100)).Snapshot);

        using var request = Post("/v1/models/m:predict?a=b%20c", """{"instances":[[1]]}""");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"instances":[[1]]}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(["r1"], response.Headers.GetValues("x-modelserving-backend"));
        var seen = Assert.Single(node.Calls);
        Assert.Equal(
            ("POST", "/v1/models/m:predict?a=b%20c", "r1.model-serving.svc.cluster.local", "production", "model-serving"),
            (seen.Method, seen.Path, seen.Headers["Host"], seen.Headers["KServe-Isvc-Name"], seen.Headers["KServe-Isvc-Namespace"]));
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", seen.Headers["traceparent"]);
        Assert.NotEqual("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", seen.Headers["traceparent"]);
    }

    [Fact]
    public async Task Canary_TenPercentOfFiveThousand_StaysWithinTwoPoints()
    {
        await using var stable = await Node.EchoAsync();
        await using var canary = await Node.EchoAsync();
        var objects = new ClusterObjects().Service("r1", 80, stable.Port).Service("r2", 80, canary.Port).InferenceService("production", ("r2", 10), ("r1", 90));
        await using var gateway = await TestGateway.StartAsync(objects.Snapshot, seed: 42);

        for (var i = 0; i < 5_000; i++)
        {
            using var response = await gateway.Client.SendAsync(Post("/", "{}"));
            response.EnsureSuccessStatusCode();
        }

        Assert.Equal(5_000, stable.Calls.Count + canary.Calls.Count);
        Assert.InRange(canary.Calls.Count / 5_000.0, 0.08, 0.12);
    }

    [Fact]
    public async Task Request_WhenAReplicaRefuses_IsAnsweredByAnother()
    {
        using var dead = new ClosedPort();
        await using var node = await Node.EchoAsync();
        await using var gateway = await TestGateway.StartAsync(new ClusterObjects().Service("r1", 80, dead.Number, node.Port).InferenceService("production", ("r1", 100)).Snapshot);

        for (var i = 0; i < 20; i++)
        {
            using var response = await gateway.Client.SendAsync(Post("/", $"{{\"n\":{i}}}"));
            Assert.Equal($"{{\"n\":{i}}}", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Request_WhenAReplicaDropsItHalfWay_IsSentAgainWithItsBody()
    {
        await using var dropping = await Node.StartAsync((context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var node = await Node.EchoAsync();
        await using var gateway = await TestGateway.StartAsync(new ClusterObjects().Service("r1", 80, dropping.Port, node.Port).InferenceService("production", ("r1", 100)).Snapshot);

        for (var i = 0; i < 4; i++)
        {
            using var response = await gateway.Client.SendAsync(Post("/", "the whole body"));
            Assert.Equal("the whole body", await response.Content.ReadAsStringAsync());
        }

        Assert.NotEmpty(dropping.Calls);
    }

    [Fact]
    public async Task Request_WhenNobodyIsReady_Is503ThatNamesTheService()
    {
        await using var gateway = await TestGateway.StartAsync(new ClusterObjects().Service("r1", 80).NotReady("r1", 1).InferenceService("production", ("r1", 100)).Snapshot);

        using var response = await gateway.Client.SendAsync(Post("/", "{}"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("""{"error":"no ready endpoint for r1 in namespace model-serving, port 80"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(["r1"], response.Headers.GetValues("x-modelserving-backend"));
    }

    [Fact]
    public async Task Request_WhenEveryReplicaRefuses_Is503WithTheReason()
    {
        using var dead = new ClosedPort();
        await using var gateway = await TestGateway.StartAsync(new ClusterObjects().Service("r1", 80, dead.Number).InferenceService("production", ("r1", 100)).Snapshot);

        using var response = await gateway.Client.SendAsync(Post("/", "{}"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.StartsWith("""{"error":"r1 in namespace model-serving gave no answer: """, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Request_ForAnUnknownHost_Is404ThatListsWhatThereIs()
    {
        await using var gateway = await TestGateway.StartAsync(
            new ClusterObjects().Service("r1", 80).InferenceService("production", ("r1", 100)).InferenceService("other", ("r1", 100)).SeldonDeployment("canary", ("stable", 100)).Snapshot);

        using var response = await gateway.Client.GetAsync(new Uri("/v1/models/m", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(
            $$"""
            {
              "error": "no route for host '{{gateway.Client.BaseAddress?.Authority}}' and path '/v1/models/m'",
              "hosts": [
                "other.model-serving",
                "other.model-serving.example.com",
                "other.model-serving.svc",
                "other.model-serving.svc.cluster.local",
                "production.model-serving",
                "production.model-serving.example.com",
                "production.model-serving.svc",
                "production.model-serving.svc.cluster.local"
              ],
              "prefixes": [
                "/seldon/model-serving/canary/",
                "/serving/model-serving/other/",
                "/serving/model-serving/production/"
              ]
            }
            """,
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task OwnPages_AreServedUnlessAHostClaimsThem()
    {
        await using var node = await Node.AnswerAsync("model's own health");
        var objects = new ClusterObjects().Service("r1", 80, node.Port).InferenceService("production", ("r1", 100));
        objects.VirtualService("catch-all", ["*"], new Kubernetes.Istio.HttpRoute { Route = [ClusterObjects.To("r1", 80)] });
        await using var gateway = await TestGateway.StartAsync(objects.Snapshot);

        Assert.Equal("Healthy", await gateway.Client.GetStringAsync(new Uri("/health", UriKind.Relative)));
        Assert.Equal("Healthy", await gateway.Client.GetStringAsync(new Uri("/alive", UriKind.Relative)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health") { Headers = { Host = Host } };
        using var response = await gateway.Client.SendAsync(request);
        Assert.Equal("model's own health", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Metrics_AreIstiosByDestination()
    {
        await using var node = await Node.EchoAsync();
        await using var gateway = await TestGateway.StartAsync(new ClusterObjects().Service("counted", 80, node.Port).InferenceService("production", ("counted", 100)).Snapshot);
        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.Client.SendAsync(Post("/", "{}"));
        }

        var metrics = await gateway.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        const string labels = "destination_service_name=\"counted\",destination_service_namespace=\"model-serving\",request_protocol=\"http\",response_code=\"200\"";
        Assert.Matches($"(?m)^istio_requests_total\\{{.*{labels}.*\\}} 3$", metrics);
        Assert.Matches($"(?m)^istio_request_duration_milliseconds_count\\{{.*{labels}.*\\}} 3$", metrics);
        Assert.Matches("(?m)^istio_request_duration_milliseconds_bucket\\{.*le=\"2\\.5\".*\\} ", metrics);
    }

    private static HttpRequestMessage Post(string path, string body) =>
        new(HttpMethod.Post, path) { Headers = { Host = Host }, Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
