namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a callback sets environment variables: text, or values known later.</summary>
public record EnvironmentCallbackContext(DistributedApplicationExecutionContext ExecutionContext, IResource Resource, Dictionary<string, object> EnvironmentVariables, CancellationToken CancellationToken);
