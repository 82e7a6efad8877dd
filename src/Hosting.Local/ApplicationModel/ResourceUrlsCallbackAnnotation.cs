namespace Aspire.Hosting.ApplicationModel;

/// <summary>Changes the URLs shown for a resource.</summary>
public sealed class ResourceUrlsCallbackAnnotation(Action<ResourceUrlsCallbackContext> callback) : IResourceAnnotation
{
    /// <summary>Gets the callback.</summary>
    public Action<ResourceUrlsCallbackContext> Callback { get; } = callback;
}
