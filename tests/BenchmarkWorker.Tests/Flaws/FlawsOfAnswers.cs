using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.CommandLine;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Flaws;

/// <summary>What a simple load script gets wrong about requests and answers, and what happens here instead.</summary>
public class FlawsOfAnswers
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task B13_every_request_is_an_answer_or_a_named_failure()
    {
        await using var server = await FakeModelServer.StartAsync(async (context, number) =>
        {
            switch (number % 4)
            {
                case 0:
                    context.Response.StatusCode = 500;
                    await context.Response.WriteAsync("""{"error":"in JSON"}""", Token);
                    return true;
                case 1:
                    context.Response.StatusCode = 404;
                    await context.Response.WriteAsync("not JSON", Token);
                    return true;
                case 2:
                    context.Abort();
                    return true;
                default:
                    return false;
            }
        });

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { WarmupRequests = 0, ConcurrentRequests = 1 })).Platforms[0];

        Assert.Equal((100, 25), (platform.TotalRequests, platform.SuccessfulRequests));
        Assert.Equal(new Dictionary<string, long> { ["http_404"] = 25, ["http_500"] = 25, ["reset"] = 25 }, platform.Failures.OrderBy(failure => failure.Key).ToDictionary());
    }

    [Theory]
    [InlineData("""{"error":"model is loading"}""")]
    [InlineData("""{"predictions":[]}""")]
    [InlineData("""{"predictions":[{"classes":3,"probabilities":[0.25,NaN]},{"classes":3,"probabilities":[0.25,0.75]}]}""")]
    [InlineData("<html>welcome</html>")]
    public async Task B14_status_200_is_not_yet_an_answer(string body)
    {
        await using var server = await FakeModelServer.StartAsync(async (context, number) =>
        {
            if (number % 10 == 0)
            {
                await context.Response.WriteAsync(body, Token);
            }

            return number % 10 == 0;
        });

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { WarmupRequests = 0, ConcurrentRequests = 1 })).Platforms[0];

        Assert.Equal(10, platform.Failures["body_invalid"]);
        Assert.Contains(platform.Validity.Reasons, reason => reason.StartsWith("10 answers were wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task B15_no_cache_can_answer_for_the_model()
    {
        var (first, again) = (await BodiesAsync(7), await BodiesAsync(7));

        Assert.InRange(first.Distinct().Count(), 30, 50);
        Assert.Equal(first.Order(StringComparer.Ordinal), again.Order(StringComparer.Ordinal));
        Assert.NotEqual(first.Order(StringComparer.Ordinal), (await BodiesAsync(8)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task B16_each_platform_gets_what_its_protocol_and_the_model_ask_for()
    {
        await using var tensorFlow = await FakeModelServer.StartAsync();
        await using var kserve = await FakeModelServer.StartAsync(tensorFlow: false, openInference: true);
        await using var seldon = await FakeModelServer.StartAsync(tensorFlow: false, seldon: true);

        var outcome = await Plans.RunAsync(Plans.For((Platform.TensorFlow, tensorFlow.Url), (Platform.Seldon, seldon.Url), (Platform.KServe, kserve.Url)));

        Assert.All(outcome.Platforms, platform => Assert.Equal((PlatformState.Measured, 100, 0), (platform.State, platform.SuccessfulRequests, platform.FailedRequests)));
        Assert.Equal([WireProtocol.TensorFlow, WireProtocol.Seldon, WireProtocol.OpenInference], outcome.Platforms.Select(platform => platform.Protocol!.Value)); // each was measured
    }

    [Fact]
    public async Task B17_requests_are_bytes_before_the_clock_starts()
    {
        List<string> sent = [];
        await using var server = await FakeModelServer.StartAsync(async (context, _) =>
        {
            await CaptureAsync(context, sent);
            return false;
        });
        var plan = Plans.For((Platform.TensorFlow, server.Url)) with { ConcurrentRequests = 1 };
        using var preparer = new TargetPreparer(plan);
        var prepared = (await preparer.PrepareAsync(Token))[0].Prepared;

        await Plans.RunAsync(plan);

        var ready = prepared!.Payloads.Select(payload => System.Text.Encoding.UTF8.GetString(payload.Body.Span)).ToHashSet(); // the server describes its model
        Assert.Subset(ready, sent.ToHashSet());
    }

    [Theory]
    [InlineData("--warmup-requests")]
    [InlineData("--timeout-seconds")]
    [InlineData("--duration")]
    [InlineData("--rate")]
    [InlineData("--repeats")]
    [InlineData("--seed")]
    [InlineData("--max-error-rate")]
    public async Task B22_what_a_run_does_can_be_said_on_the_command_line(string option)
    {
        var (output, error) = (new StringWriter(), new StringWriter());

        await BenchmarkCommand.TryRunAsync(["run", "--help"], output, error, Token);

        Assert.Contains(option, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task B22_what_is_said_on_the_command_line_is_what_the_targets_see()
    {
        ConcurrentBag<string> seen = [];
        await using var server = await FakeModelServer.StartAsync(async (context, _) =>
        {
            seen.Add(context.Request.Headers.Authorization.ToString());
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
            return false;
        });
        var folder = Directory.CreateTempSubdirectory("benchmark-options");
        var (output, error) = (new StringWriter(), new StringWriter());

        var code = await BenchmarkCommand.TryRunAsync(
            ["run", "--tensorflow-url", server.Url.ToString(), "--rate", "40", "--arrivals", "constant", "--duration", "1", "--repeats", "2", "--warmup-requests", "3", "--warmup-seconds", "0", "--timeout-seconds", "9", "--seed", "11",
                "-H", "Authorization: Bearer x", "--fail-if", "p50 > 0.0001ms", "--output-dir", folder.FullName],
            output, error, Token);

        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, ReportFiles.Json), Token));
        folder.Delete(recursive: true);
        Assert.Equal((1, 43), (code, seen.Count)); // a limit was broken: forty scheduled, and three to warm up
        Assert.All(seen, header => Assert.Equal("Bearer x", header));
        Assert.Equal((2, 11, "00:00:09"), (json?["plan"]?["repeats"]?.GetValue<int>(), json?["plan"]?["seed"]?.GetValue<int>(), json?["plan"]?["timeout"]?.GetValue<string>()));
        Assert.DoesNotContain("Bearer x", json?.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("BROKEN tensorflow", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task B22_a_failure_is_an_exit_code()
    {
        var folder = Directory.CreateTempSubdirectory("benchmark-exit");
        var (output, error) = (new StringWriter(), new StringWriter());

        var code = await BenchmarkCommand.TryRunAsync(["run", "--tensorflow-url", Plans.DeadUrl().ToString(), "--output-dir", folder.FullName], output, error, Token);

        folder.Delete(recursive: true);
        Assert.Equal(1, code);
        Assert.Contains("tensorflow failed: cannot reach", output.ToString(), StringComparison.Ordinal);
    }

    private static async Task<List<string>> BodiesAsync(int seed)
    {
        List<string> bodies = [];
        await using var server = await FakeModelServer.StartAsync(async (context, _) =>
        {
            await CaptureAsync(context, bodies);
            return false;
        });
        await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 50, WarmupRequests = 0, Repeats = 1, Seed = seed, ConcurrentRequests = 1 });
        return bodies;
    }

    private static async Task CaptureAsync(HttpContext context, List<string> bodies)
    {
        context.Request.EnableBuffering();
        bodies.Add(await new StreamReader(context.Request.Body).ReadToEndAsync(Token));
        context.Request.Body.Position = 0;
    }
}
