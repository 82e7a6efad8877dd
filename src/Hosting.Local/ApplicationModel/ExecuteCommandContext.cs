namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a running command may use.</summary>
public sealed record ExecuteCommandContext(IServiceProvider ServiceProvider, string ResourceName, ILogger Logger, CancellationToken CancellationToken);
