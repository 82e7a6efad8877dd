namespace ModelServing.ModelServer.Versions;

/// <summary>The next step for a model: load or unload one version.</summary>
internal readonly record struct VersionAction(long Version, bool IsLoad);
