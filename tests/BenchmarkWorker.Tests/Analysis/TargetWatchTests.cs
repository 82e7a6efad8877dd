using Microsoft.AspNetCore.Http;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Analysis;

public class TargetWatchTests
{
    [Theory]
    [InlineData("http://x:1/v1/models/m:predict", "http://x:1/v1/models/m")]
    [InlineData("http://x:1/serving/ns/m/v2/models/m/infer", "http://x:1/serving/ns/m/v2/models/m")]
    [InlineData("http://x:1/api/v1.0/predictions", null)]
    public void StatusUrl_PredictUrl_IsItWithoutTheVerb(string predict, string? status) => Assert.Equal(status, TargetWatch.StatusUrl(new(predict))?.AbsoluteUri);

    [Fact]
    public async Task Look_AnotherVersion_IsAChangeOnce()
    {
        var version = 1;
        await using var server = await FakeModelServer.StartAsync(async (context, _) =>
        {
            await context.Response.WriteAsync($$"""{"version":"{{version}}"}""");
            return true;
        }, answerGet: true);
        using var watch = new TargetWatch(
            new() { Target = new(Platform.TensorFlow, server.Url), PredictUrl = new(server.Url, "/v1/models/m:predict"), Protocol = WireProtocol.TensorFlow, ModelName = "m", Payloads = [], Instances = 1, Features = 1 },
            TimeSpan.FromSeconds(5),
            new());

        Assert.Null(await watch.LookAsync(Token));
        Assert.Null(await watch.LookAsync(Token));
        version = 2;
        Assert.Equal("another version of the model was served", await watch.LookAsync(Token));
        Assert.Null(await watch.LookAsync(Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
