using Microsoft.Extensions.Configuration;
using ModelServing.BenchmarkWorker.CommandLine;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Tests.Advice;
using ModelServing.BenchmarkWorker.Tests.Clients.Platforms;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.CommandLine;

public class BenchmarkCommandTests
{
    [Theory]
    [InlineData("error: no endpoint given: pass at least one of --tensorflow-url, --seldon-url, --kserve-url or --url", "run")]
    [InlineData("error: unknown option --frobnicate; see --help", "run", "--frobnicate", "http://127.0.0.1:1")]
    [InlineData("error: unknown option --tensorflow-ulr: do you mean --tensorflow-url?", "run", "--tensorflow-ulr", "http://127.0.0.1:1")]
    [InlineData("error: Unrecognized command or argument 'walk'.", "run", "walk")]
    [InlineData("error: unknown option --frobnicate; see --help", "--frobnicate")]
    [InlineData("error: --tensorflow-url: 'nowhere' is not an absolute URL", "run", "--tensorflow-url", "nowhere")]
    [InlineData("error: --url: ftp://x/ is not an http or https URL", "run", "--url", "ftp://x/")]
    [InlineData("error: --concurrent-requests must be between 1 and 4096, not 0", "run", "--url", "http://x/", "--concurrent-requests", "0")]
    [InlineData("error: --concurrent-requests must be a whole number, not many", "run", "--url", "http://x/", "--concurrent-requests", "many")]
    [InlineData("error: --concurrency-sweep takes numbers, for example 1,2,4,8, not 1,2,x", "run", "--url", "http://x/", "--concurrent-requests", "1,2,x")]
    [InlineData("error: --concurrency-sweep must be between 1 and 4096, not 0", "run", "--url", "http://x/", "--concurrency-sweep", "1,0")]
    [InlineData("error: --rate-sweep takes numbers, for example 1,2,4,8, not fast", "run", "--url", "http://x/", "--rate-sweep", "fast")]
    [InlineData("error: --rate-shape takes ramp:TO, step:RATE,RATE,… or sine:SHARE@SECONDS, not saw:3", "run", "--url", "http://x/", "--rate", "5", "--rate-shape", "saw:3")]
    [InlineData("error: --rate-shape needs --rate, and neither --scenario nor --rate-sweep", "run", "--url", "http://x/", "--rate-shape", "ramp:3")]
    [InlineData("error: --find-max-rate takes a percentile and a limit, for example 'p99 < 20ms', not fast", "run", "--url", "http://x/", "--find-max-rate", "fast")]
    [InlineData("error: --scenario and --rate-sweep exclude each other", "run", "--url", "http://x/", "--scenario", "offline", "--rate-sweep", "5")]
    [InlineData("error: --tensorflow-grpc: ':' is not HOST:PORT or an absolute URL", "run", "--tensorflow-grpc", ":")]
    [InlineData("error: --header 'nothing' is not 'Name: value'", "run", "--url", "http://x/:predict", "--header", "nothing")]
    [InlineData("error: --tolerance must be between 1E-12 and 1000000000000, not 0", "run", "--url", "http://x/:predict", "--tolerance", "0")]
    [InlineData("error: --equivalence must be above 0 % and at most 100 %, not 0 %", "run", "--url", "http://x/", "--equivalence", "0%")]
    [InlineData("error: --equivalence must be above 0 % and at most 100 %, not NaN %", "run", "--url", "http://x/", "--equivalence", "small")]
    [InlineData("error: --max-error-rate must be between 0 % and 100 %, not 101 %", "run", "--url", "http://x/", "--max-error-rate", "101%")]
    [InlineData("error: --rate must be between 0.01 and 1000000, not -5", "run", "--url", "http://x/", "--rate", "-5")]
    [InlineData("error: --prometheus: 'there' is not an http or https URL", "run", "--url", "http://x/", "--prometheus", "there")]
    [InlineData("error: --duration must be a number, not long", "run", "--url", "http://x/", "--duration", "long")]
    [InlineData("error: --scenario must be single-stream, multi-stream, server or offline, not online", "run", "--url", "http://x/", "--scenario", "online")]
    [InlineData("error: --kserve-protocol must be v1, v2 or v2-binary, not v3", "run", "--kserve-url", "http://x/", "--kserve-protocol", "v1", "v3")]
    [InlineData("error: --payload-size must be small, medium or large, not huge", "run", "--url", "http://x/", "--payload-size", "huge")]
    [InlineData("error: --fail-if: 'p99 > +10%' limits a change: the command compare takes it, with two results", "run", "--url", "http://x/", "--fail-if", "p99 > +10%")]
    public async Task TryRun_BadUsage_IsOneLineAndExitTwo(string line, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        Assert.Equal((2, "", line), (code, output, error.TrimEnd()));
    }

    [Fact]
    public async Task TryRun_SeveralMistakes_AreALineEach()
    {
        var (code, _, error) = await RunAsync("run", "--url", "nowhere", "--concurrent-requests", "many", "--rate", "-5", "--scenario", "online");

        Assert.Equal(2, code);
        Assert.Equal(
            """
            error: --concurrent-requests must be a whole number, not many
            error: --scenario must be single-stream, multi-stream, server or offline, not online
            error: --url: 'nowhere' is not an absolute URL
            error: --rate must be between 0.01 and 1000000, not -5
            """,
            error.TrimEnd());
    }

    [Fact]
    public async Task TryRun_SeveralProtocols_MeasuresTheModelInEach()
    {
        await using var platform = await FakePlatform.StartAsync();
        var folder = Directory.CreateTempSubdirectory();

        var (code, output, error) = await RunAsync(
            "run", "--tensorflow-grpc", platform.Grpc, "--kserve-url", platform.Http2.OriginalString, "--kserve-protocol", "v2", "v2-binary", "--kserve-grpc", platform.Grpc,
            "--http2", "-H", "x-one: 1", "-H", "authorization: Bearer two", "--payloads", "same", "--total-requests", "20", "--warmup-requests", "1", "--output-dir", folder.FullName);

        Assert.Equal((0, ""), (code, error));
        Assert.All(new[] { "tensorflow-grpc", "kserve-v2", "kserve-v2-binary", "kserve-v2-grpc" }, name => Assert.Matches($"│ {name} +│ 20 +│ 0 ", output));
        Assert.Equal([("HTTP/2", "Bearer two", platform.Http2.Authority)], platform.Seen.Distinct());
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    public async Task TryRun_Help_ListsWhatThereIs(params string[] args)
    {
        var (code, output, _) = await RunAsync(args);

        Assert.Equal(0, code);
        Assert.Contains(args[0] == "run" ? "--tensorflow-url" : "Benchmarks model serving platforms", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryRun_Version_IsOneLine()
    {
        var (code, output, _) = await RunAsync("--version");

        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+", output);
    }

    [Theory]
    [InlineData]
    [InlineData("--urls", "http://127.0.0.1:0")]
    [InlineData("--ModelServing:Benchmark:ModelName=x")]
    public async Task TryRun_WithoutAVerb_LeavesTheServiceToStart(params string[] args) => Assert.Null((await RunAsync(args)).Code);

    [Fact]
    public async Task TryRun_HealthyAndDead_WritesEverythingAndExitsOne()
    {
        await using var server = await FakeModelServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory("benchmark-cli");
        try
        {
            var (code, output, error) = await RunAsync(
                "run", "--tensorflow-url", server.Url.ToString(), "--kserve-url", Plans.DeadUrl().ToString(), "--total-requests", "50", "--concurrent-requests", "2", "--output-dir", folder.FullName);

            Assert.Equal((1, ""), (code, error));
            Assert.Contains("kserve failed: cannot reach", output, StringComparison.Ordinal);
            Assert.Contains("[5/5] tensorflow: 10/10 requests", output, StringComparison.Ordinal);
            Assert.Equal(ReportFiles.Names.Order(), folder.GetFiles().Select(file => file.Name).Order());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("One platform was measured. P1 is the fastest of nine platforms.", "", true)]
    [InlineData("P1 is the fastest of nine platforms.", "the language model gave no summary that the results bear out: the report stands without it", false)]
    public async Task TryRun_ConfiguredLanguageModel_NarratesWhatTheResultsBearOut(string answer, string line, bool isNarrated)
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var model = await FakeChatEndpoint.StartAsync(answer);
        var folder = Directory.CreateTempSubdirectory("benchmark-narrated");

        var (code, _, error) = await RunAsync(
            ["run", "--tensorflow-url", server.Url.ToString(), "--total-requests", "50", "--warmup-seconds", "0", "--output-dir", folder.FullName],
            new() { ["ModelServing:Benchmark:Narration:Endpoint"] = model.Url.ToString(), ["ModelServing:Benchmark:Narration:ApiKey"] = "k" });

        var report = await File.ReadAllTextAsync(Path.Combine(folder.FullName, ReportFiles.Html), TestContext.Current.CancellationToken);
        folder.Delete(recursive: true);
        Assert.Equal((0, line), (code, error.TrimEnd()));
        Assert.StartsWith("Bearer k{", await model.Asked, StringComparison.Ordinal);
        Assert.Equal(isNarrated, report.Contains("One platform was measured.", StringComparison.Ordinal));
        Assert.DoesNotContain("nine platforms", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryRun_BadConfiguration_IsOneLineAndExitTwo()
    {
        var (code, _, error) = await RunAsync(["run", "--url", "http://x/"], new() { ["ModelServing:Benchmark:Narration:Model"] = "" });

        Assert.Equal(2, code);
        Assert.StartsWith("error: ModelServing:Benchmark:Narration: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static Task<(int? Code, string Output, string Error)> RunAsync(params string[] args) => RunAsync(args, []);

    private static async Task<(int? Code, string Output, string Error)> RunAsync(string[] args, Dictionary<string, string?> settings)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var code = await BenchmarkCommand.TryRunAsync(args, output, error, configuration, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
