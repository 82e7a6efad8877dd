namespace ModelServing.ModelServer.Versions;

/// <summary>What a decision about one model needs to know of each version.</summary>
internal readonly record struct VersionView(long Version, VersionState State, bool IsAspired);
