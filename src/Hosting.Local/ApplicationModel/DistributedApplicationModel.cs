namespace Aspire.Hosting.ApplicationModel;

/// <summary>The finished application.</summary>
public record DistributedApplicationModel(IResourceCollection Resources)
{
    internal IEnumerable<IResource> Published => Resources.Where(resource => !resource.HasAnnotationOfType<ManifestPublishingCallbackAnnotation>());
}
