using System.Text.RegularExpressions;
using ModelServing.Testing;

namespace ModelServing.EndToEnd.Tests;

/// <summary>
/// Runs every <c>bash</c> block of the README in its order. A <c>json</c> block right below is the output it must print.
/// Digits after the third are the processor's. A block marked <c>&lt;!-- starts the graph --&gt;</c> or <c>&lt;!-- runs the tests --&gt;</c> is what is running already.
/// </summary>
public sealed partial class ReadmeTests(RunningGraph graph)
{
    [Fact]
    public async Task Readme_EveryCommand_DoesWhatItSays()
    {
        var token = TestContext.Current.CancellationToken;
        await ClusterReady.WaitAsync(graph, token);
        var readme = await File.ReadAllTextAsync(RepositoryPaths.InRepository("README.md"), token);
        var blocks = Blocks().Matches(readme);
        Assert.NotEmpty(blocks);
        foreach (Match block in blocks)
        {
            if (block.Groups["running"].Success)
            {
                continue;
            }

            var command = block.Groups["command"].Value;
            var result = await ShellCommand.RunAsync(ForThisGraph(command), TimeSpan.FromMinutes(4), token);
            Assert.True(result.ExitCode == 0, $"{command}\nended with {result.ExitCode}:\n{result.All}");
            if (block.Groups["output"].Success)
            {
                Assert.Equal(Rounded(block.Groups["output"].Value), Rounded(result.Output));
            }
        }
    }

    private string ForThisGraph(string command) =>
        "set -euo pipefail\n" + command
            .Replace(".modelserving/", graph.StateDirectory + "/", StringComparison.Ordinal)
            .Replace("dotnet run --project", "dotnet run --no-build --project", StringComparison.Ordinal)
            .Replace(" out", $" {graph.StateDirectory}/out", StringComparison.Ordinal);

    private static string Rounded(string json) => LongNumbers().Replace(json.Trim(), "$1");

    [GeneratedRegex(@"(\d\.\d{2})\d*")]
    private static partial Regex LongNumbers();

    [GeneratedRegex("""(?<running><!-- (?:starts the graph|runs the tests) -->\n+)?```bash\n(?<command>.*?)\n```(?:\n+```json\n(?<output>.*?)\n```)?""", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
