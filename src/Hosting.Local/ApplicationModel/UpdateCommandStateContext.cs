namespace Aspire.Hosting.ApplicationModel;

/// <summary>What decides whether a command can run.</summary>
public sealed record UpdateCommandStateContext(CustomResourceSnapshot ResourceSnapshot, IServiceProvider ServiceProvider);
