namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds arguments for the container engine.</summary>
public sealed class ContainerRuntimeArgsCallbackAnnotation(IReadOnlyList<string> args) : IResourceAnnotation
{
    /// <summary>Gets the arguments.</summary>
    public IReadOnlyList<string> Args { get; } = args;
}
