namespace Aspire.Hosting.ApplicationModel;

/// <summary>Says how a resource appears in the manifest.</summary>
public class ManifestPublishingCallbackAnnotation : IResourceAnnotation
{
    private ManifestPublishingCallbackAnnotation()
    {
    }

    /// <summary>Gets the annotation that leaves a resource out.</summary>
    public static ManifestPublishingCallbackAnnotation Ignore { get; } = new();
}
