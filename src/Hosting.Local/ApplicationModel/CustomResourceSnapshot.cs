using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known about a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>Gets the kind shown: Project, Container, or any other.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Gets the properties shown in the details.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>Gets the state.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>Gets when it was created.</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>Gets when it started.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>Gets when it stopped.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>Gets the exit code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Gets a value indicating whether it is left out of lists.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Gets the icon.</summary>
    public string? IconName { get; init; }

    /// <summary>Gets the environment.</summary>
    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    /// <summary>Gets the URLs.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>Gets the relationships.</summary>
    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    /// <summary>Gets what the health checks said last.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>Gets the health: null until the resource runs, unhealthy until every check said otherwise.</summary>
    public HealthStatus? HealthStatus => State?.Text != KnownResourceStates.Running
        ? null
        : HealthReports.IsEmpty ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy : HealthReports.Min(report => report.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy);
}
