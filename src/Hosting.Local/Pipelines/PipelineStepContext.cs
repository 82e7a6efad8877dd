using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Pipelines;

/// <summary>What a step may use.</summary>
public sealed class PipelineStepContext
{
    /// <summary>Gets the services of the AppHost.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Gets the application.</summary>
    public required DistributedApplicationModel Model { get; init; }

    /// <summary>Gets the log of the step.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Gets the token.</summary>
    public required CancellationToken CancellationToken { get; init; }
}
