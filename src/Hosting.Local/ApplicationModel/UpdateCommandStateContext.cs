namespace Aspire.Hosting.ApplicationModel;

/// <summary>What decides whether a command can run.</summary>
public sealed class UpdateCommandStateContext
{
    /// <summary>Gets the state of the resource.</summary>
    public required CustomResourceSnapshot ResourceSnapshot { get; init; }

    /// <summary>Gets the services of the application.</summary>
    public required IServiceProvider ServiceProvider { get; init; }
}
