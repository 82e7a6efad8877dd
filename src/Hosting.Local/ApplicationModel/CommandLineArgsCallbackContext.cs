namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a callback adds command line arguments: text, or values known later.</summary>
public sealed record CommandLineArgsCallbackContext(IList<object> Args, IResource Resource, DistributedApplicationExecutionContext ExecutionContext, CancellationToken CancellationToken);
