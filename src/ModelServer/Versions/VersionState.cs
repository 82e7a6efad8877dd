namespace ModelServing.ModelServer.Versions;

/// <summary>Where a version is in its life, numbered as the status protocol numbers it.</summary>
internal enum VersionState
{
    Start = 10,
    Loading = 20,
    Available = 30,
    Unloading = 40,
    End = 50,
}
