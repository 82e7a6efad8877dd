namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds command line arguments.</summary>
public record CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> Callback) : IResourceAnnotation;
