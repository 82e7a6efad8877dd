using System.Net;
using ModelServing.Gateway.Tests.Hosting;
using static ModelServing.Gateway.Tests.Graphs.ExecutorHarness;

namespace ModelServing.Gateway.Tests.Graphs;

public sealed class GraphErrorTests
{
    [Theory]
    [InlineData(409, "conflict", "text/plain; charset=utf-8")]
    [InlineData(503, "", null)]
    [InlineData(204, "", null)]
    public async Task Node_ThatFails_GivesItsStatusAndBody(int status, string body, string? contentType)
    {
        await using var harness = await new ExecutorHarness().AddAsync("m", Node.AnswerAsync(body, status));
        await harness.StartAsync(Unit("m", "MODEL"));

        using var response = await harness.SendAsync("/api/v1.0/predictions");

        Assert.Equal(
            (status, body, contentType),
            ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString()));
    }

    [Fact]
    public async Task Child_ThatFails_GivesItsStatusWhileItsSiblingsRun()
    {
        await using var harness = await new ExecutorHarness().AddAsync("c", Node.EchoAsync());
        await harness.AddAsync("a", Node.AnswerAsync("no", 409));
        await harness.AddAsync("b", Node.AnswerAsync("{}"));
        await harness.StartAsync(Unit("c", "COMBINER", Children(Unit("a", "MODEL"), Unit("b", "MODEL"))));

        Assert.Equal((409, "no"), await harness.PredictAsync("q"));
        Assert.Single(harness.CallsOf("b"));
        Assert.Empty(harness.CallsOf("c"));
    }

    [Fact]
    public async Task Router_ThatFails_GivesItsStatusInTheExecutorsWords()
    {
        await using var harness = await new ExecutorHarness().AddAsync("r", Node.AnswerAsync("no", 409));
        await harness.AddAsync("a", Node.EchoAsync());
        await harness.StartAsync(Unit("r", "ROUTER", Children(Unit("a", "MODEL"))));

        Assert.Equal(
            (409, $$$"""{"status":{"code":500,"info":"Internal service call from executor failed calling http://127.0.0.1:{{{harness.Nodes["r"].Port}}}/route status code 409","status":"FAILURE"}}"""),
            await harness.PredictAsync("q"));
    }

    [Fact]
    public async Task Node_ThatRefuses_Is500WithTheReason()
    {
        using var dead = new ClosedPort();
        await using var harness = await new ExecutorHarness().AddDead("m", dead.Number).StartAsync(Unit("m", "MODEL"));

        Assert.Equal(
            (500, $$$"""{"status":{"code":500,"info":"Post \"http://127.0.0.1:{{{dead.Number}}}/predict\": dial tcp 127.0.0.1:{{{dead.Number}}}: connect: connection refused","status":"FAILURE"}}"""),
            await harness.PredictAsync("q"));
        using var ready = await harness.SendAsync("/ready", null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    [Fact]
    public async Task Node_SlowerThanTheTimeout_Is500DeadlineExceeded()
    {
        await using var harness = await new ExecutorHarness().AddAsync("m", Node.StartAsync((context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)));
        await harness.StartAsync(Unit("m", "MODEL"), annotations: """{"seldon.io/rest-timeout":"100"}""");

        var (status, body) = await harness.PredictAsync("q");

        Assert.Equal(500, status);
        Assert.Contains("deadline exceeded", body);
    }

    [Fact]
    public async Task CombinerChild_ThatIsNotJson_Is500()
    {
        await using var harness = await new ExecutorHarness().AddAsync("c", Node.EchoAsync());
        await harness.AddAsync("a", Node.AnswerAsync("not json"));
        await harness.StartAsync(Unit("c", "COMBINER", Children(Unit("a", "MODEL"))));

        Assert.Equal((500, """{"status":{"code":500,"info":"Data is not JSON","status":"FAILURE"}}"""), await harness.PredictAsync("q"));
    }

    [Fact]
    public async Task Node_WithoutReadyEndpoint_Is503()
    {
        await using var harness = await new ExecutorHarness().StartAsync(Unit("m", "MODEL"));

        Assert.Equal(
            (503, """{"status":{"code":500,"info":"no ready endpoint for d-p-m in namespace model-serving","status":"FAILURE"}}"""),
            await harness.PredictAsync("q"));
    }
}
