namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a callback changes the URLs of a resource.</summary>
public record ResourceUrlsCallbackContext(IResource Resource, List<ResourceUrlAnnotation> Urls);
