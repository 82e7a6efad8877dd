namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Gets a value indicating whether it worked.</summary>
    public required bool Success { get; init; }

    /// <summary>Gets a value indicating whether it was cancelled.</summary>
    public bool Canceled { get; init; }

    /// <summary>Gets what to tell the user.</summary>
    public string? Message { get; init; }
}
