using System.Text.Json;
using ModelServing.BenchmarkWorker.CommandLine;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Tests.Reports;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Regression;

public sealed class CompareCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelserving-compare-");

    [Fact]
    public async Task Compare_SlowerByMoreThanTheLimit_ExitsOneAndSaysWhy()
    {
        var old = await WriteAsync("old.json", Outcomes.Of(Outcomes.Measured(Platform.TensorFlow, 1000, 5)));
        var next = await WriteAsync("new.json", Outcomes.Of(Outcomes.Measured(Platform.TensorFlow, 800, 6.5)));

        var (code, output, _) = await RunAsync(old, next, "--fail-if", "p99 > +10%", "--fail-if", "errors > 1%");

        Assert.Equal(1, code);
        Assert.Contains("BROKEN tensorflow: p99 changed by +30.0 % (limit: p99 > +10%)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("errors is", output, StringComparison.Ordinal);
        Assert.Matches(@"tensorflow +│ p50 +│ 5 ms +│ 6.5 ms +│ \+30\.0 % +│ \+2\d\.\d % to \+3\d\.\d % +│ changed", output);
    }

    [Fact]
    public async Task Compare_SameResult_PassesAndShowsNoChange()
    {
        var file = await WriteAsync("same.json", Outcomes.ThreeHealthy);
        var markdown = Path.Combine(_folder.FullName, "summary.md");

        var (code, output, _) = await RunAsync(file, file, "--fail-if", "p99 > +1%", "--fail-if", "throughput < -1%", "--markdown", markdown);

        Assert.Equal(0, code);
        Assert.DoesNotContain(" changed", output, StringComparison.Ordinal);
        Assert.Contains("| seldon | p50 | 8 ms | 8 ms | 0.0 % |", await File.ReadAllTextAsync(markdown, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_PlatformThatFailedOrIsGone_PassesNoGate()
    {
        var old = await WriteAsync("old.json", Outcomes.ThreeHealthy);
        var next = await WriteAsync("new.json", Outcomes.Of(Outcomes.Measured(Platform.TensorFlow, 2000, 5), Outcomes.Dead(Platform.KServe)));

        var (code, output, _) = await RunAsync(old, next, "--fail-if", "p99 > +10%");

        Assert.Equal(1, code);
        Assert.Contains("BROKEN kserve: failed: cannot reach", output, StringComparison.Ordinal);
        Assert.Contains("BROKEN seldon: not in ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_FiguresThatAreNotValid_PassNoGate()
    {
        var old = await WriteAsync("old.json", Outcomes.Of(Outcomes.Measured(Platform.TensorFlow, 1000, 5)));
        var next = await WriteAsync("new.json", Outcomes.Of(Outcomes.Measured(Platform.TensorFlow, 1000, 5) with { Validity = new(["the generator was late"], []) }));

        var (code, output, _) = await RunAsync(old, next, "--fail-if", "p99 > +10%");

        Assert.Equal(1, code);
        Assert.Contains("BROKEN tensorflow: not valid: the generator was late", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "is not a benchmark result: it has no platforms")]
    [InlineData("[1,2", "cannot read")]
    [InlineData("{\"platforms\":[3]}", "cannot read")]
    public async Task Compare_OtherFile_IsOneLineAndExitTwo(string content, string expected)
    {
        var file = Path.Combine(_folder.FullName, "other.json");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        var (code, _, error) = await RunAsync(file, file);

        Assert.Equal(2, code);
        Assert.Contains(expected, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_MissingFileOrBadLimit_ExitsTwo()
    {
        Assert.Equal(2, (await RunAsync("nowhere.json", "nowhere.json")).Code);
        Assert.Equal(2, (await RunAsync("nowhere.json", "nowhere.json", "--fail-if", "p99 is bad")).Code);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> WriteAsync(string name, BenchmarkOutcome outcome)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(outcome, ReportJsonContext.Default.BenchmarkOutcome), TestContext.Current.CancellationToken);
        return path;
    }

    private static async Task<(int? Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await BenchmarkCommand.TryRunAsync(["compare", .. args], output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
