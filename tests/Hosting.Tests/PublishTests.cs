using System.Text;
using ModelServing.Testing;

namespace ModelServing.Hosting.Tests;

public sealed class PublishTests
{
    [Fact]
    public async Task Publish_Chart_IsAsReviewed()
    {
        using var graph = new TestGraph("--operation", "publish", "--step", "publish", "--output-path", Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        using var output = new TemporaryOutput(graph.Builder.Configuration["Pipeline:OutputPath"]!); // set above
        await graph.Builder.Build().RunAsync(TestContext.Current.CancellationToken);

        var text = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(output.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            text.Append("# ").Append(Path.GetRelativePath(output.Path, file)).Append('\n').Append(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }

        Snapshot.Matches("chart.yaml", text.ToString());
    }

    [Fact]
    public async Task Publish_Manifest_IsAsReviewed()
    {
        using var output = new TemporaryOutput(Path.Combine(RepositoryPaths.Root, "out", Path.GetRandomFileName()));
        using var graph = new TestGraph("--publisher", "manifest", "--output-path", Path.Combine(output.Path, "aspire-manifest.json"));
        await graph.Builder.Build().RunAsync(TestContext.Current.CancellationToken);

        Snapshot.Matches("aspire-manifest.json", await File.ReadAllTextAsync(Path.Combine(output.Path, "aspire-manifest.json"), TestContext.Current.CancellationToken));
    }

    private sealed class TemporaryOutput(string path) : IDisposable
    {
        public string Path => path;

        public void Dispose() => Directory.Delete(path, recursive: true);
    }
}
