using ModelServing.ModelServer.RequestLogs;

namespace ModelServing.ModelServer.Sources;

/// <summary>One model to serve.</summary>
internal sealed record ModelSettings(string Name, string BasePath, VersionPolicy Policy)
{
    public string Platform { get; init; } = "tensorflow";

    /// <summary>Gets how the model's requests are logged, or null where they are not.</summary>
    public RequestLogSettings? Log { get; init; }

    public IReadOnlyDictionary<string, long> Labels { get; init; } = new Dictionary<string, long>();
}
