namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>What was found out about a target.</summary>
internal sealed record Discovery(Uri PredictUrl, WireProtocol Protocol, string ModelName)
{
    public ModelSignature? Signature { get; init; }

    public string? Version { get; init; }

    /// <summary>Gets why there is no signature: it may come from the same model elsewhere, or requests may be given.</summary>
    public string? Missing { get; init; }

    /// <summary>Gets why the target cannot be called at all.</summary>
    public string? Problem { get; init; }
}
