namespace Aspire.Hosting.ApplicationModel;

/// <summary>The commands every process and container has.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts a resource.</summary>
    public static readonly string StartCommand = "resource-start";

    /// <summary>Stops a resource.</summary>
    public static readonly string StopCommand = "resource-stop";

    /// <summary>Stops and starts a resource.</summary>
    public static readonly string RestartCommand = "resource-restart";
}
