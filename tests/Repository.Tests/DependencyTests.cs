using System.Xml.Linq;

namespace ModelServing.Repository.Tests;

public sealed class DependencyTests
{
    private const string Defaults = "ServiceDefaults";

    /// <summary>Who may reference whom. A project that is not listed may reference nothing.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ModelServer"] = [Defaults, "Inference", "Kubernetes"],
        ["ControlPlane"] = [Defaults, "Kubernetes"],
        ["Gateway"] = [Defaults, "Inference", "Kubernetes"],
        ["Autoscaler"] = [Defaults, "Kubernetes"],
        ["ExperimentApi"] = [Defaults, "Kubernetes", "Statistics"],
        ["BenchmarkWorker"] = [Defaults, "Inference", "Statistics"],
        ["Hosting.Kubernetes"] = ["Hosting.Local"],
        ["Hosting"] = ["Hosting.Kubernetes", "Hosting.Local"],
        ["AppHost"] = ["Hosting", "Hosting.Kubernetes", "Hosting.Local"],
    };

    public static TheoryData<string> Projects() =>
        [.. SourceTree.Files(".csproj").Select(SourceTree.Relative).Where(path => !path.StartsWith("tests/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_ReferencesOnlyWhatItMay(string project)
    {
        var references = XDocument.Load(ModelServing.Testing.RepositoryPaths.InRepository(project))
            .Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Name((string)reference.Attribute("Include")!)); // MSBuild requires the attribute

        Assert.Empty(references.Except(Allowed.GetValueOrDefault(Name(project), [])));
    }

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')).Replace("ModelServing.", "");
}
