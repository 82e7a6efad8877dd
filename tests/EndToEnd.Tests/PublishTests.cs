using System.Text.Json.Nodes;

namespace ModelServing.EndToEnd.Tests;

public sealed class PublishTests(RunningGraph graph)
{
    private const string AppHost = "dotnet run --no-build --project AppHost --";

    [Fact]
    public async Task Publish_WritesAChartWithOurServicesAndTheManifests()
    {
        var output = Path.Combine(graph.StateDirectory, "chart");

        var published = await ShellCommand.RunAsync(
            $"{AppHost} --operation publish --step publish --output-path {output}", TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.True(published.ExitCode == 0, published.All);
        Assert.True(File.Exists(Path.Combine(output, "Chart.yaml")));
        Assert.True(File.Exists(Path.Combine(output, "values.yaml")));
        Assert.True(Directory.Exists(Path.Combine(output, "templates", "experiments")));
        Assert.True(File.Exists(Path.Combine(output, "manifests", "kserve", "production-model-kserve.yaml")));
    }

    [Fact]
    public async Task Publish_Manifest_NamesEveryResource()
    {
        var output = Path.Combine(graph.StateDirectory, "aspire-manifest.json");

        var published = await ShellCommand.RunAsync(
            $"{AppHost} --publisher manifest --output-path {output}", TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.True(published.ExitCode == 0, published.All);
        var resources = JsonNode.Parse(await File.ReadAllTextAsync(output))!["resources"]!.AsObject(); // a null here is the failure to report
        Assert.Contains(resources, resource => resource.Key == "tensorflow-serving");
        Assert.Contains(resources, resource => resource.Key == "experiments");
        Assert.Contains(resources, resource => resource.Key == "benchmark");
        Assert.Contains(resources, resource => resource.Key == "autoscaler");
    }
}
