namespace Aspire.Hosting.ApplicationModel;

/// <summary>Makes a resource wait for another.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType) : IResourceAnnotation
{
    /// <summary>Gets the resource waited for.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Gets what is waited for.</summary>
    public WaitType WaitType { get; } = waitType;
}
