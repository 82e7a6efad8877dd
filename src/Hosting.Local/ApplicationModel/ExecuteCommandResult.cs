namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command ended, and what to tell the user.</summary>
public sealed record ExecuteCommandResult(bool Success, string? Message, bool Canceled = false);
