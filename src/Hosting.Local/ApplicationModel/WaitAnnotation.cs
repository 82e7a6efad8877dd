namespace Aspire.Hosting.ApplicationModel;

/// <summary>Makes a resource wait for another.</summary>
public sealed class WaitAnnotation(IResource resource) : IResourceAnnotation
{
    /// <summary>Gets the resource waited for.</summary>
    public IResource Resource { get; } = resource;
}
