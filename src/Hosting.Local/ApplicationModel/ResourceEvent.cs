namespace Aspire.Hosting.ApplicationModel;

/// <summary>A change of a resource.</summary>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>Gets the resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Gets the name of the instance.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>Gets what is known now.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
