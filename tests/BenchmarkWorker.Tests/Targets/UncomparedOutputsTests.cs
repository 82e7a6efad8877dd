using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Targets;

public class UncomparedOutputsTests
{
    private const string Sentence = "Whether tensorflow, seldon and kserve give the same outputs: they describe the model differently, so they were asked different questions and their answers were not compared.";

    [Fact]
    public async Task Run_TargetThatDescribesOtherInputs_IsSaidNotToBeCompared()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var seldon = await FakeModelServer.StartAsync(tensorFlow: false, seldon: true);
        await using var other = await FakeModelServer.StartAsync(DescribeOtherwiseAsync, answerGet: true);

        var outcome = await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url), (Platform.Seldon, seldon.Url), (Platform.KServe, other.Url)));

        Assert.All(outcome.Platforms, platform => Assert.Equal((100, 0), (platform.SuccessfulRequests, platform.FailedRequests)));
        Assert.Equal([["tensorflow", "seldon"], ["kserve"]], outcome.UncomparedOutputs?.Groups);
        Assert.Equal(Sentence, outcome.UncomparedOutputs?.Sentence);
        Assert.Contains(Sentence, HtmlReport.Write(outcome, []), StringComparison.Ordinal);
        Assert.Contains(Sentence, MarkdownReport.Write(outcome), StringComparison.Ordinal);
        var json = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(outcome, ReportJsonContext.Default.BenchmarkOutcome));
        Assert.Equal("kserve", json?["uncompared_outputs"]?["groups"]?[1]?[0]?.GetValue<string>());
    }

    [Fact]
    public async Task Run_TargetsThatAgreeOnTheModel_HaveNoSuchNote()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var kserve = await FakeModelServer.StartAsync(tensorFlow: false, openInference: true);

        Assert.Null((await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url), (Platform.KServe, kserve.Url)))).UncomparedOutputs);
    }

    [Fact]
    public async Task Run_NothingToCompare_HasNoSuchNote()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var other = await FakeModelServer.StartAsync(DescribeOtherwiseAsync, answerGet: true);
        var plan = Plans.For((Platform.TensorFlow, server.Url), (Platform.KServe, other.Url));

        Assert.NotNull((await Plans.RunAsync(plan)).UncomparedOutputs);
        Assert.Null((await Plans.RunAsync(plan with { Clients = new() { CompareOutputs = false } })).UncomparedOutputs);
    }

    private static async Task<bool> DescribeOtherwiseAsync(HttpContext context, int number)
    {
        var isMetadata = context.Request.Method == "GET" && context.Request.Path.Value?.EndsWith("/metadata", StringComparison.Ordinal) == true;
        if (isMetadata)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(FakeModelServer.Metadata.Replace("\"64\"", "\"32\"", StringComparison.Ordinal), context.RequestAborted);
        }

        return isMetadata;
    }
}
