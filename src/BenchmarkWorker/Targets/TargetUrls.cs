namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>The endpoints as a user writes them: REST ones as URLs, gRPC ones as <c>HOST:PORT</c> or URLs.</summary>
internal sealed record TargetUrls
{
    public string? TensorFlow { get; init; }

    public string? TensorFlowGrpc { get; init; }

    public string? Seldon { get; init; }

    public string? SeldonGrpc { get; init; }

    public string? KServe { get; init; }

    public string? KServeGrpc { get; init; }

    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Gets the protocols to measure <see cref="KServe"/> with, one after the other; none finds out one that works.</summary>
    public IReadOnlyList<WireProtocol> KServeProtocols { get; init; } = [];

    public SeldonProtocol SeldonProtocol { get; init; }
}
