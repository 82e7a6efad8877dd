namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a callback changes the URLs of a resource.</summary>
public class ResourceUrlsCallbackContext(IResource resource, List<ResourceUrlAnnotation> urls)
{
    /// <summary>Gets the resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Gets the URLs.</summary>
    public List<ResourceUrlAnnotation> Urls { get; } = urls;

    /// <summary>Gets an endpoint of the resource.</summary>
    public EndpointReference? GetEndpoint(string name)
        => Resource is IResourceWithEndpoints owner && new EndpointReference(owner, name) is { Exists: true } endpoint ? endpoint : null;
}
