namespace ModelServing.ModelServer.Sources;

/// <summary>Which of the versions found are served.</summary>
internal abstract record VersionPolicy
{
    /// <summary>The newest ones.</summary>
    internal sealed record Latest(int Count) : VersionPolicy;

    /// <summary>Every one.</summary>
    internal sealed record All : VersionPolicy;

    /// <summary>Those listed.</summary>
    internal sealed record Specific(IReadOnlyList<long> Versions) : VersionPolicy;
}
