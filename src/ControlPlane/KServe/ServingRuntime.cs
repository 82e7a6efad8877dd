namespace ModelServing.ControlPlane.KServe;

/// <summary>A model format a runtime serves.</summary>
internal sealed record RuntimeFormat(string Name, string? Version, int? Priority = 1, bool AutoSelect = true);

/// <summary>A server image, the formats and protocols it serves, and how it is started.</summary>
internal sealed record ServingRuntime(string Name, string Image, string[] Protocols, RuntimeFormat[] Formats)
{
    public string[] Command { get; init; } = [];

    public string[] Args { get; init; } = [];

    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets a value that says whether the runtime spans several nodes, and so serves only services that do.</summary>
    public bool MultiNode { get; init; }

    /// <summary>Whether the runtime speaks a protocol; one that lists none speaks any.</summary>
    public bool Speaks(string protocol) => Protocols.Length == 0 || Protocols.Contains(protocol);

    public bool Serves(string format, string? version, bool automatically) => Format(format, version, automatically) is not null;

    public RuntimeFormat? Format(string format, string? version, bool automatically) => Array.Find(
        Formats,
        candidate => candidate.Name == format && (version is null || candidate.Version == version) && (candidate.AutoSelect || !automatically));
}
