namespace Aspire.Hosting.ApplicationModel;

/// <summary>Creates command results.</summary>
public static class CommandResults
{
    /// <summary>The command worked.</summary>
    public static ExecuteCommandResult Success() => new() { Success = true };

    /// <summary>The command worked.</summary>
    public static ExecuteCommandResult Success(string message) => new() { Success = true, Message = message };

    /// <summary>The command failed.</summary>
    public static ExecuteCommandResult Failure(string? errorMessage = null) => new() { Success = false, Message = errorMessage };

    /// <summary>The command failed.</summary>
    public static ExecuteCommandResult Failure(Exception exception) => Failure(exception.Message);

    /// <summary>The command was cancelled.</summary>
    public static ExecuteCommandResult Canceled() => new() { Success = false, Canceled = true };
}
