namespace Aspire.Hosting;

/// <summary>How an application is created.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>Gets or sets the command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>Gets or sets a value indicating whether no dashboard is started.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Gets or sets the folder of the AppHost project.</summary>
    public string? ProjectDirectory { get; set; }
}
