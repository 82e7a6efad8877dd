namespace Aspire.Hosting.ApplicationModel;

/// <summary>Sets environment variables.</summary>
public class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>Gets the callback.</summary>
    public Func<EnvironmentCallbackContext, Task> Callback { get; } = callback;
}
