namespace Aspire.Hosting;

/// <summary>What the application was started for.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>To run the resources here.</summary>
    Run,

    /// <summary>To write files that run them elsewhere.</summary>
    Publish,
}
