namespace ModelServing.ModelServer.Sources;

/// <summary>One model to serve.</summary>
internal sealed record ModelSettings(string Name, string BasePath, VersionPolicy Policy)
{
    public string Platform { get; init; } = "tensorflow";

    public IReadOnlyDictionary<string, long> Labels { get; init; } = new Dictionary<string, long>();
}
