namespace Aspire.Hosting.ApplicationModel;

/// <summary>Creates command results.</summary>
public static class CommandResults
{
    /// <summary>The command worked.</summary>
    public static ExecuteCommandResult Success(string message) => new(true, message);

    /// <summary>The command failed.</summary>
    public static ExecuteCommandResult Failure(string? errorMessage) => new(false, errorMessage);

    /// <summary>The command was cancelled.</summary>
    public static ExecuteCommandResult Canceled() => new(false, null, Canceled: true);
}
