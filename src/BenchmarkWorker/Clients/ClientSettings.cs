using System.Text.Json.Serialization;
using ModelServing.BenchmarkWorker.Clients.Answers;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>How targets are called, what they are asked and how their answers are judged.</summary>
internal sealed record ClientSettings
{
    /// <summary>Gets whether REST goes over HTTP/2 without asking the server first; gRPC always does.</summary>
    public bool Http2 { get; init; }

    /// <summary>Gets whether any certificate will do.</summary>
    public bool Insecure { get; init; }

    /// <summary>Gets whether every request makes a connection of its own: an audit of what connecting costs.</summary>
    public bool DisableKeepAlive { get; init; }

    /// <summary>Gets the headers of every request. They may hold secrets, so that results only tell <see cref="HeaderNames"/>.</summary>
    [JsonIgnore]
    public IReadOnlyList<HeaderField> Headers { get; init; } = [];

    public IEnumerable<string> HeaderNames => Headers.Select(header => header.Name);

    /// <summary>Gets whether every request is the same: an audit, which a cache makes faster.</summary>
    public bool SamePayload { get; init; }

    /// <summary>Gets a file of recorded requests to send instead of made-up ones.</summary>
    public string? RequestsFile { get; init; }

    /// <summary>Gets a file of recorded answers to compare with instead of the first platform's.</summary>
    public string? GoldenFile { get; init; }

    /// <summary>Gets whether answers of different platforms are compared with each other.</summary>
    public bool CompareOutputs { get; init; } = true;

    /// <summary>Gets how far a number may be from the golden one: relative to numbers above 1, absolute below.</summary>
    public double Tolerance { get; init; } = GoldenAnswers.DefaultTolerance;
}
