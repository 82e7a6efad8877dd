namespace Aspire.Hosting.ApplicationModel;

/// <summary>Changes the URLs shown for a resource.</summary>
public sealed record ResourceUrlsCallbackAnnotation(Action<ResourceUrlsCallbackContext> Callback) : IResourceAnnotation;
