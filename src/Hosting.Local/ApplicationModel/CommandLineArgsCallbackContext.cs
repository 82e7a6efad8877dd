namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a callback adds command line arguments: text, or values known later.</summary>
public sealed class CommandLineArgsCallbackContext(IList<object> args, IResource resource, CancellationToken cancellationToken = default)
{
    /// <summary>Gets the arguments.</summary>
    public IList<object> Args { get; } = args;

    /// <summary>Gets the resource that gets them.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Gets whether the application runs or is published.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; init; } = new(DistributedApplicationOperation.Run);

    /// <summary>Gets what ends the callback.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
