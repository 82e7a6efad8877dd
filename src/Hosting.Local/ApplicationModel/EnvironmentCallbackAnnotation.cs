namespace Aspire.Hosting.ApplicationModel;

/// <summary>Sets environment variables.</summary>
public record EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> Callback) : IResourceAnnotation;
