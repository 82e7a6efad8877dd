using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

internal static class PublishableResources
{
    /// <summary>Returns the resources that are not left out.</summary>
    public static IEnumerable<IResource> Of(DistributedApplicationModel model)
        => model.Resources.Where(resource => !resource.HasAnnotationOfType<ManifestPublishingCallbackAnnotation>());
}
