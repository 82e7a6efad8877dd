namespace ModelServing.ModelServer.Metrics;

/// <summary>The label values of one series; a family uses as many as it has names.</summary>
internal readonly record struct Labels(string? First = null, string? Second = null, string? Third = null);
