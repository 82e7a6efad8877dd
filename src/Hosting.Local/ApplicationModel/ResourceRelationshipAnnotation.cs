namespace Aspire.Hosting.ApplicationModel;

/// <summary>Shows that two resources belong together.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>Gets the other resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Gets the kind: <c>Reference</c>, <c>WaitFor</c>, <c>Parent</c> or any other.</summary>
    public string Type { get; } = type;
}
