namespace Aspire.Hosting;

/// <summary>Tells what the application was started for.</summary>
/// <param name="operation">The operation.</param>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    /// <summary>Gets the operation.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>Gets a value indicating whether resources run here.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>Gets a value indicating whether files are written instead.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
}
