namespace ModelServing.ModelServer.Versions;

/// <summary>A version the source wants to be served, and where it lies.</summary>
internal readonly record struct AspiredVersion(long Version, string Folder);
