using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Clients.Answers;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>A target that has been probed: where to send, what to send, what a good answer looks like.</summary>
internal sealed record PreparedTarget
{
    public required Target Target { get; init; }

    public required Uri PredictUrl { get; init; }

    public required WireProtocol Protocol { get; init; }

    public required string ModelName { get; init; }

    public required Payload[] Payloads { get; init; }

    /// <summary>Gets the numbers of all requests to the target, whatever part of a run sends them: a block goes on where the one before it stopped, so that no payload comes again before all have come.</summary>
    public RequestSequence Requests { get; } = new();

    /// <summary>Gets the number of instances in each request, which the response must answer one by one; zero when the bodies do not tell.</summary>
    public required int Instances { get; init; }

    public required int Features { get; init; }

    public ClientSettings Settings { get; init; } = new();

    /// <summary>Gets the outputs the model promises; empty when it does not describe itself.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; init; } = [];

    /// <summary>Gets what the answers must agree with; null when nothing.</summary>
    public GoldenAnswers? Golden { get; init; }

    /// <summary>Gets the Host header to send instead of the URL's, for gateways that route by host.</summary>
    public string? Host { get; init; }

    /// <summary>Gets the served version as the server says, when it does.</summary>
    public string? Version { get; init; }
}
