namespace ModelServing.ModelServer.Rest;

/// <summary>How the REST endpoint behaves.</summary>
internal sealed record RestOptions
{
    public TimeSpan RunTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public bool EnableCors { get; init; }

    /// <summary>Gets the path of the metrics page, or null where it is off.</summary>
    public string? MetricsPath { get; init; }
}
