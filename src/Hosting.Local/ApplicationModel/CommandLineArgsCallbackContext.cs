namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a callback adds command line arguments.</summary>
public sealed class CommandLineArgsCallbackContext(IList<object> args, IResource resource, CancellationToken cancellationToken = default)
{
    /// <summary>Gets the arguments: text, or values known later.</summary>
    public IList<object> Args { get; } = args;

    /// <summary>Gets the resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Gets what the application is doing.</summary>
    public required DistributedApplicationExecutionContext ExecutionContext { get; init; }

    /// <summary>Gets the token of the start.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
