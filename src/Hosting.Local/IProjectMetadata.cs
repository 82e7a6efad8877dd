namespace Aspire.Hosting;

/// <summary>Tells where a project lies; the build generates one for each project the AppHost refers to.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>Gets the full path of the project file.</summary>
    string ProjectPath { get; }
}
