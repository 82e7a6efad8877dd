namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>A target that has been probed: where to send, what to send, what a good answer looks like.</summary>
internal sealed record PreparedTarget
{
    public required Target Target { get; init; }

    public required Uri PredictUrl { get; init; }

    public required WireProtocol Protocol { get; init; }

    public required string ModelName { get; init; }

    public required ReadOnlyMemory<byte>[] Payloads { get; init; }

    /// <summary>Gets the number of instances in each request, which the response must answer one by one.</summary>
    public required int Instances { get; init; }

    public required int Features { get; init; }

    /// <summary>Gets the Host header to send instead of the URL's, for gateways that route by host.</summary>
    public string? Host { get; init; }

    /// <summary>Gets the served version as the server says, when it does.</summary>
    public string? Version { get; init; }
}
