using ModelServing.BenchmarkWorker.CommandLine;
using ModelServing.BenchmarkWorker.Reports;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.CommandLine;

public class BenchmarkCommandTests
{
    [Theory]
    [InlineData("error: no endpoint given: pass at least one of --tensorflow-url, --seldon-url, --kserve-url or --url", "run")]
    [InlineData("error: Unrecognized command or argument '--frobnicate'.", "run", "--frobnicate")]
    [InlineData("error: unknown option --frobnicate; see --help", "--frobnicate")]
    [InlineData("error: 'nowhere' is not an absolute URL", "run", "--tensorflow-url", "nowhere")]
    [InlineData("error: ftp://x/ is not an http or https URL", "run", "--url", "ftp://x/")]
    [InlineData("error: --concurrent-requests must be between 1 and 4096, not 0", "run", "--url", "http://x/", "--concurrent-requests", "0")]
    public async Task TryRun_BadUsage_IsOneLineAndExitTwo(string line, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        Assert.Equal((2, "", line), (code, output, error.TrimEnd()));
    }

    [Fact]
    public async Task TryRun_BadPayloadSize_NamesTheChoices()
    {
        var (code, _, error) = await RunAsync("run", "--payload-size", "huge");

        Assert.Equal(2, code);
        Assert.Contains("huge", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
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

    private static async Task<(int? Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await BenchmarkCommand.TryRunAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
