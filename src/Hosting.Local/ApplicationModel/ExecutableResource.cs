namespace Aspire.Hosting.ApplicationModel;

/// <summary>A process.</summary>
/// <param name="name">The resource name.</param>
/// <param name="command">The file to run.</param>
/// <param name="workingDirectory">The folder it runs in.</param>
public class ExecutableResource(string name, string command, string workingDirectory)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IComputeResource
{
    /// <summary>Gets the file to run.</summary>
    public string Command { get; } = command;

    /// <summary>Gets the folder it runs in.</summary>
    public string WorkingDirectory { get; } = workingDirectory;
}
