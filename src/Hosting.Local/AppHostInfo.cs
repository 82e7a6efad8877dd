namespace Aspire.Hosting;

/// <summary>Which AppHost this is.</summary>
internal sealed record AppHostInfo(string Directory, string ApplicationName, bool DisableDashboard)
{
    /// <summary>Gets the name shown to people: without the assembly's suffix.</summary>
    public string DisplayName => ApplicationName.EndsWith(".AppHost", StringComparison.Ordinal) ? ApplicationName[..^".AppHost".Length] : ApplicationName;
}
