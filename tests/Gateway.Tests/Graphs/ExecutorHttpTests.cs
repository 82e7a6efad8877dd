using System.Net;
using ModelServing.Gateway.Tests.Hosting;
using static ModelServing.Gateway.Tests.Graphs.ExecutorHarness;

namespace ModelServing.Gateway.Tests.Graphs;

public sealed class ExecutorHttpTests
{
    [Theory]
    [InlineData("/api/v1.0/predictions")]
    [InlineData("/api/v0.1/predictions")]
    public async Task Predict_SingleModel_AnswersWithTheNodesBody(string path)
    {
        await using var harness = await EchoAsync();

        using var response = await harness.SendAsync(path, """{"data":{"ndarray":[[1.0, 2]]}}""");

        Assert.Equal("""{"data":{"ndarray":[[1.0, 2]]}}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["*"], response.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(["OPTIONS,POST"], response.Headers.GetValues("Access-Control-Allow-Methods"));
        Assert.Equal(["d-p"], response.Headers.GetValues("x-modelserving-backend"));
        Assert.Equal(["""/predict {"data":{"ndarray":[[1.0, 2]]}}"""], harness.CallsOf("m"));
    }

    [Theory]
    [InlineData("GET", "/api/v1.0/predictions", 405, "")]
    [InlineData("GET", "/nope", 404, "404 page not found\n")]
    [InlineData("POST", "/api/v1.0/predictions/", 404, "404 page not found\n")]
    [InlineData("POST", "//api/v1.0/predictions", 301, "")]
    [InlineData("GET", "/metrics", 404, "404 page not found\n")]
    [InlineData("OPTIONS", "/api/v1.0/predictions", 200, "")]
    [InlineData("GET", "/live", 200, "")]
    [InlineData("GET", "/ready", 200, "")]
    [InlineData("GET", "/api/v1.0/status", 200, "")]
    [InlineData("POST", "/v1/models/m:predict", 404, "404 page not found\n")]
    public async Task Route_AnswersAsTheExecutor(string method, string path, int status, string body)
    {
        await using var harness = await EchoAsync();

        using var response = await harness.SendAsync(path, null, method);

        Assert.Equal((status, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Puid_IsMadeWhenAbsentAndKeptWhenGiven()
    {
        await using var harness = await EchoAsync();

        using var made = await harness.SendAsync("/api/v1.0/predictions");
        using var kept = await harness.SendAsync("/api/v1.0/predictions", "{}", null, ("Seldon-Puid", "mine"), ("X-Custom", "c"));

        var puid = Assert.Single(made.Headers.GetValues("Seldon-Puid"));
        Assert.True(Guid.TryParse(puid, out _));
        Assert.Equal(["mine"], kept.Headers.GetValues("Seldon-Puid"));
        var calls = harness.Nodes["m"].Calls.ToArray();
        Assert.Equal((puid, "mine", "c"), (calls[0].Headers["Seldon-Puid"], calls[1].Headers["Seldon-Puid"], calls[1].Headers["X-Custom"]));
        Assert.Equal("application/json; charset=utf-8", calls[1].Headers["Content-Type"]);
    }

    [Fact]
    public async Task CloudEvents_HeadersAnswerOnlyCloudEvents()
    {
        await using var harness = await EchoAsync();

        using var with = await harness.SendAsync("/api/v1.0/predictions", "{}", null, ("Ce-Specversion", "1.0"), ("Seldon-Puid", "p1"));
        using var without = await harness.SendAsync("/api/v1.0/predictions");

        string Header(string name) => with.Headers.GetValues(name).Single();
        Assert.Equal(
            ("p1", "0.3", "/api/v1.0/predictions", "seldon.d.model-serving.response", "seldon.d"),
            (Header("Ce-Id"), Header("Ce-Specversion"), Header("Ce-Path"), Header("Ce-Type"), Header("Ce-Source")));
        Assert.False(without.Headers.Contains("Ce-Id"));
    }

    [Theory]
    [InlineData("not json", "not json")]
    [InlineData("", "")]
    [InlineData("<a>&\u2028", "\\u003ca\\u003e\\u0026\\u2028")]
    public async Task Body_IsOpaqueButEscapedOnTheWayBack(string body, string expected)
    {
        await using var harness = await EchoAsync();

        Assert.Equal((200, expected), await harness.PredictAsync(body));
    }

    [Fact]
    public async Task Body_WithAnEncoding_IsNotEscaped()
    {
        await using var harness = await new ExecutorHarness().AddAsync("m", Node.StartAsync((context, _) =>
        {
            context.Response.Headers.ContentEncoding = "identity";
            return Node.WriteAsync(context, "<a>");
        }));
        await harness.StartAsync(Unit("m", "MODEL"));

        Assert.Equal((200, "<a>"), await harness.PredictAsync("{}"));
    }

    [Fact]
    public async Task StatusAndMetadata_AreTheNodes()
    {
        await using var harness = await new ExecutorHarness().AddAsync("m", Node.StartAsync((context, _) => Node.WriteAsync(context, context.Request.Path.Value == "/metadata"
            ? """{"name":"m","inputs":[{"name":"in"}],"outputs":[{"name":"out"}]}"""
            : "ok")));
        await harness.StartAsync(Unit("m", "MODEL"));

        using var status = await harness.SendAsync("/api/v1.0/status/m", null);
        using var unknown = await harness.SendAsync("/api/v1.0/metadata/x", null);
        using var graph = await harness.SendAsync("/api/v1.0/metadata", null);

        Assert.Equal("ok", await status.Content.ReadAsStringAsync());
        Assert.Equal(
            (HttpStatusCode.InternalServerError, """{"status":{"code":500,"info":"Failed to find model x","status":"FAILURE"}}"""),
            (unknown.StatusCode, await unknown.Content.ReadAsStringAsync()));
        Assert.Equal(
            """{"name":"p","models":{"m":{"name":"m","inputs":[{"name":"in"}],"outputs":[{"name":"out"}]}},"graphinputs":[{"name":"in"}],"graphoutputs":[{"name":"out"}]}""",
            await graph.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Metrics_AreTheExecutors()
    {
        await using var harness = await EchoAsync();
        await harness.PredictAsync("{}");

        var metrics = await harness.Gateway.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        Assert.Matches(
            "(?m)^seldon_api_executor_server_requests_seconds_count\\{.*code=\"200\",deployment_name=\"d\",method=\"post\",predictor_name=\"p\",predictor_version=\"\",service=\"predictions\".*\\} [1-9][0-9]*$",
            metrics);
        Assert.Matches("(?m)^istio_requests_total\\{.*destination_service_name=\"d-p\".*\\} [1-9][0-9]*$", metrics);
    }

    private static async Task<ExecutorHarness> EchoAsync()
    {
        var harness = await new ExecutorHarness().AddAsync("m", Node.EchoAsync());
        return await harness.StartAsync(Unit("m", "MODEL"));
    }
}
