namespace Aspire.Hosting;

/// <summary>Tells what the build made of a project, so that it starts without asking the SDK again.</summary>
public interface IBuiltProject : IProjectMetadata
{
    /// <summary>Gets the full path of the assembly.</summary>
    string TargetPath { get; }
}
