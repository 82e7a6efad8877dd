namespace ModelServing.ExperimentApi.Storage;

internal sealed class ExperimentRow
{
    public required string Name { get; set; }

    /// <summary>Gets or sets the number of writes; a writer that read an older one is refused.</summary>
    public long Version { get; set; }

    public required string State { get; set; }

    /// <summary>Gets or sets <c>platform/namespace/target</c>: at most one live experiment changes an object.</summary>
    public required string Target { get; set; }

    public required string Snapshot { get; set; }
}
