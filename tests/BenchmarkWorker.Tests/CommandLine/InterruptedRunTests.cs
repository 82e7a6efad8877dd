using System.Text.Json.Nodes;
using ModelServing.BenchmarkWorker.CommandLine;
using ModelServing.BenchmarkWorker.Reports;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.CommandLine;

public sealed class InterruptedRunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("benchmark-interrupted");

    [Fact]
    public async Task TryRun_FullDisk_KeepsTheFiguresAndSaysWhere()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "/dev/full is Linux");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, ReportFiles.Csv), "/dev/full");
        await using var server = await FakeModelServer.StartAsync();

        var (code, error) = await RunAsync(CancellationToken.None, "run", "--tensorflow-url", server.Url.ToString(), "--total-requests", "10", "--output-dir", _folder.FullName);

        Assert.Equal(1, code);
        Assert.StartsWith("error: cannot write the results: No space left on device", error, StringComparison.Ordinal);
        var kept = error[(error.IndexOf("the figures are kept in ", StringComparison.Ordinal) + "the figures are kept in ".Length)..].Trim();
        Assert.Equal(10, JsonNode.Parse(await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken))?["platforms"]?[0]?["successful_requests"]?.GetValue<int>());
        Directory.Delete(Path.GetDirectoryName(kept)!, recursive: true); // a file lies in a folder
    }

    [Fact]
    public async Task TryRun_Interrupted_WritesWhatWasMeasured()
    {
        using var interrupt = new CancellationTokenSource();
        await using var server = await FakeModelServer.StartAsync(async (_, number) =>
        {
            if (number == 500)
            {
                await interrupt.CancelAsync();
            }

            return false;
        });

        var (code, error) = await RunAsync(interrupt.Token, "run", "--tensorflow-url", server.Url.ToString(), "--total-requests", "1000000", "--warmup-requests", "10", "--warmup-seconds", "0", "--output-dir", _folder.FullName);

        Assert.Equal((1, "stopped early: the results are of what was measured until then"), (code, error.Trim()));
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, ReportFiles.Json), TestContext.Current.CancellationToken));
        Assert.True(json?["is_partial"]?.GetValue<bool>());
        Assert.InRange(json?["platforms"]?[0]?["successful_requests"]?.GetValue<int>() ?? 0, 400, 2000);
        Assert.Equal(0, json?["platforms"]?[0]?["failed_requests"]?.GetValue<int>());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<(int? Code, string Error)> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await BenchmarkCommand.TryRunAsync(args, output, error, cancellationToken);
        return (code, error.ToString());
    }
}
