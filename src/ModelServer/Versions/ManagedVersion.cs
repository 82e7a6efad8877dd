using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Versions;

/// <summary>A version as its manager sees it; every field is guarded by the manager's lock.</summary>
internal sealed class ManagedVersion(ServableId id, string folder)
{
    public ServableId Id { get; } = id;

    /// <summary>Gets or sets where the version comes from, or will come from when it is wanted again while it leaves.</summary>
    public string Folder { get; set; } = folder;

    public VersionState State { get; set; } = VersionState.Start;

    public bool IsAspired { get; set; } = true;

    public Servable? Servable { get; set; }

    public ServingError? Error { get; set; }

    public VersionView View => new(Id.Version, State, IsAspired);

    public VersionStatus Status => new(Id.Version, State, Error);
}
