using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a running command may use.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>Gets the services of the application.</summary>
    public required IServiceProvider ServiceProvider { get; init; }

    /// <summary>Gets the instance the command runs on.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Gets the token.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>Gets the log of the resource.</summary>
    public required ILogger Logger { get; init; }
}
