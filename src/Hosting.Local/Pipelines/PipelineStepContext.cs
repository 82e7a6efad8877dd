namespace Aspire.Hosting.Pipelines;

/// <summary>What a step may use.</summary>
public sealed record PipelineStepContext(IServiceProvider Services, DistributedApplicationModel Model, ILogger Logger, CancellationToken CancellationToken);
