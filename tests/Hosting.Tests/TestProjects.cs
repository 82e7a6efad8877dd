using ModelServing.Testing;

namespace ModelServing.Hosting.Tests;

/// <summary>Projects as the AppHost's build describes them.</summary>
internal static class TestProjects
{
    internal sealed class ControlPlane : IProjectMetadata
    {
        public string ProjectPath => PathOf("ControlPlane");
    }

    internal sealed class ModelServer : IProjectMetadata
    {
        public string ProjectPath => PathOf("ModelServer");
    }

    internal sealed class Gateway : IProjectMetadata
    {
        public string ProjectPath => PathOf("Gateway");
    }

    internal sealed class Service : IProjectMetadata
    {
        public string ProjectPath => PathOf("ExperimentApi");
    }

    private static string PathOf(string name) => RepositoryPaths.InRepository("src", name, $"ModelServing.{name}.csproj");
}
