using Microsoft.AspNetCore.Http;
using ModelServing.Gateway.Routes;
using ModelServing.Gateway.Tests.Hosting;
using ModelServing.Kubernetes.Istio;

namespace ModelServing.Gateway.Tests.Routes;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData("production.model-serving", "/v1/models/m:predict", "/v1/models/m:predict")]
    [InlineData("production.model-serving.svc", "/x", "/x")]
    [InlineData("production.model-serving.svc.cluster.local", "/x", "/x")]
    [InlineData("production.model-serving.example.com", "/x", "/x")]
    [InlineData("PRODUCTION.Model-Serving.Example.COM", "/x", "/x")]
    [InlineData("production.model-serving.example.com:8080", "/x", "/x")]
    [InlineData("production.model-serving.10.0.0.1.sslip.io", "/x", "/x")]
    [InlineData("production-predictor.model-serving.example.com", "/x", "/x")]
    [InlineData("localhost:8080", "/serving/model-serving/production/v1/models/m:predict", "/v1/models/m:predict")]
    public void TryMatch_InferenceService_ByHostOrPath(string host, string path, string rewritten)
    {
        var match = Match(new ClusterObjects().InferenceService("production", ("r1", 100)), host, path);

        Assert.Equal((rewritten, true, "r1"), (match?.Path, match?.ByHost, match?.Rule.Split.Backends[0].Service));
    }

    [Theory]
    [InlineData("production.other.example.com", "/x")]
    [InlineData("production", "/x")]
    [InlineData("localhost", "/serving/model-serving/production")]
    [InlineData("localhost", "/serving/model-serving/other/x")]
    [InlineData("localhost", "/serving//production/x")]
    [InlineData("localhost", "/")]
    [InlineData("", "/x")]
    public void TryMatch_UnknownHostOrPath_FindsNothing(string host, string path) =>
        Assert.Null(Match(new ClusterObjects().InferenceService("production", ("r1", 100)), host, path));

    [Fact]
    public void TryMatch_BareModelPath_ReachesTheOnlyInferenceService()
    {
        var one = new ClusterObjects().InferenceService("a", ("a1", 100));
        Assert.Equal("a1", Match(one, "localhost", "/v1/models/m:predict")?.Rule.Split.Backends[0].Service);
        Assert.Null(Match(one.InferenceService("b", ("b1", 100)), "localhost", "/v1/models/m:predict"));
    }

    [Fact]
    public void TryMatch_SeldonPrefix_IsRewrittenAndLongestWins()
    {
        var objects = new ClusterObjects().SeldonDeployment("canary", ("stable", 90), ("canary", 10)).SeldonDeployment("other", ("default", 100));

        var match = Match(objects, "anything.example.com", "/seldon/model-serving/canary/v1/models/:predict");

        Assert.Equal(("/v1/models/:predict", false), (match?.Path, match?.ByHost));
        Assert.Equal(["canary-stable", "canary-canary"], match?.Rule.Split.Backends.Select(backend => backend.Service));
    }

    [Theory]
    [InlineData("treatment", "/a", "by-header")]
    [InlineData("control", "/a", "default")]
    [InlineData(null, "/a", "default")]
    [InlineData(null, "/v2/models/m1", "by-regex")]
    [InlineData(null, "/v2/models/m1/more", "default")]
    [InlineData(null, "/exact", "by-exact")]
    [InlineData(null, "/exact/", "default")]
    public void TryMatch_Conditions_FirstRuleThatHoldsWins(string? experiment, string path, string expected)
    {
        var objects = new ClusterObjects();
        objects.VirtualService("shop", ["shop.example.com", "*.shop.example.com"],
            Rule("by-header", new HttpMatch { Headers = new Dictionary<string, StringMatch> { ["x-experiment"] = new() { Exact = "treatment" } } }),
            Rule("by-regex", new HttpMatch { Uri = new() { Regex = "/v2/models/[a-z0-9]+" } }),
            Rule("by-exact", new HttpMatch { Uri = new() { Exact = "/exact" } }),
            Rule("default"));

        Assert.Equal(expected, Match(objects, "shop.example.com", path, experiment)?.Rule.Split.Backends[0].Service);
        Assert.Equal(expected, Match(objects, "eu.shop.example.com", path, experiment)?.Rule.Split.Backends[0].Service);
    }

    [Fact]
    public void Build_KeepsEndpointsOfTheTableBefore()
    {
        var objects = new ClusterObjects().Service("r1", 80, 4001, 4002).NotReady("r1", 4003).InferenceService("a", ("r1", 100));
        var first = RouteTableBuilder.Build(objects.Snapshot, RouteTable.Empty, out _);
        var second = RouteTableBuilder.Build(objects.Snapshot, first, out _);
        var key = new BackendKey(ClusterObjects.Namespace, "r1", 80);

        Assert.Equal([4001, 4002], first.Backends[key].Endpoints.Select(endpoint => endpoint.Port));
        Assert.Equal(first.Backends[key].Endpoints, second.Backends[key].Endpoints);
    }

    [Fact]
    public void Build_RuleThatCannotBeCompiled_IsLeftOutAndReported()
    {
        var objects = new ClusterObjects();
        objects.VirtualService("bad", ["bad.example.com"], Rule("broken", new HttpMatch { Uri = new() { Regex = "(" } }), Rule("fine"));

        var table = RouteTableBuilder.Build(objects.Snapshot, RouteTable.Empty, out var problems);

        Assert.StartsWith("VirtualService model-serving/bad: rule broken is left out: ", Assert.Single(problems));
        Assert.Equal("fine", Match(table, "bad.example.com", "/(", null)?.Rule.Split.Backends[0].Service);
    }

    [Fact]
    public void Pick_PrefersTheLeastLoadedAndAvoidsTheSuspended()
    {
        var backend = new Backend(new("ns", "svc", 80), [new("127.0.0.1", 1), new("127.0.0.1", 2), new("127.0.0.1", 3)]);
        backend.Endpoints[0].Enter();
        backend.Endpoints[1].Suspend(100);

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(3, backend.Pick(50)?.Port));
        Assert.Equal([2, 3], Enumerable.Range(0, 10).Select(_ => backend.Pick(100)?.Port ?? 0).Distinct().Order());
    }

    [Theory]
    [InlineData("web.model-serving", true)]
    [InlineData("web.model-serving.svc.cluster.local", true)]
    [InlineData("WEB.model-serving:8080", true)]
    [InlineData("web.other", false)]
    [InlineData("web", false)]
    public void TryMatch_Service_ByItsNameInTheCluster(string host, bool found)
    {
        var match = Match(new ClusterObjects().Service("web", 80, 1), host, "/v1/models/m:predict");

        Assert.Equal(found ? ("/v1/models/m:predict", "web") : (null, null), (match?.Path, match?.Rule.Split.Backends[0].Service));
    }

    [Fact]
    public void TryMatch_ServiceThatSpeaksTls_IsNobodys()
    {
        var objects = new ClusterObjects().Service("kubernetes", 443, 1);
        objects.Snapshot.Services.First().Spec.Ports[0].Name = "https";

        Assert.Null(Match(objects, "kubernetes.model-serving", "/version"));
    }

    [Fact]
    public void TryMatch_ServiceOfAnInferenceServicesName_IsTheInferenceService()
    {
        var objects = new ClusterObjects().Service("production", 80, 1).InferenceService("production", ("r1", 100));

        Assert.Equal("r1", Match(objects, "production.model-serving", "/x")?.Rule.Split.Backends[0].Service);
    }

    private static HttpRoute Rule(string service, params HttpMatch[] matches) =>
        new() { Name = service, Match = matches.Length == 0 ? null : [.. matches], Route = [ClusterObjects.To(service, 80)] };

    private static RouteMatch? Match(ClusterObjects objects, string host, string path, string? experiment = null) =>
        Match(RouteTableBuilder.Build(objects.Snapshot, RouteTable.Empty, out _), host, path, experiment);

    private static RouteMatch? Match(RouteTable table, string host, string path, string? experiment)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = "POST";
        request.Host = new HostString(host);
        request.Path = path;
        if (experiment is not null)
        {
            request.Headers["x-experiment"] = experiment;
        }

        return table.TryMatch(request, out var match) ? match : null;
    }
}
