namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a resource waits for.</summary>
public enum WaitType
{
    /// <summary>The other runs and all its health checks pass.</summary>
    WaitUntilHealthy,
}
