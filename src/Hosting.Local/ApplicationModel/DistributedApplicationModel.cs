namespace Aspire.Hosting.ApplicationModel;

/// <summary>The finished application.</summary>
/// <param name="resources">Its resources.</param>
public class DistributedApplicationModel(IResourceCollection resources)
{
    /// <summary>Gets the resources.</summary>
    public IResourceCollection Resources { get; } = resources;
}
