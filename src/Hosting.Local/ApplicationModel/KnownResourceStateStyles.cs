namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a state is coloured.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>Neutral.</summary>
    public static readonly string Info = "info";

    /// <summary>Look at it.</summary>
    public static readonly string Warn = "warning";

    /// <summary>Bad.</summary>
    public static readonly string Error = "error";
}
