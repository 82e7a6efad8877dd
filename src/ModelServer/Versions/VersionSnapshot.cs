using System.Collections.Frozen;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Versions;

/// <summary>What serves, and how every version does, at one moment. Immutable: requests read it without a lock.</summary>
internal sealed class VersionSnapshot(FrozenDictionary<string, Servable[]> serving, FrozenDictionary<string, VersionStatus[]> statuses)
{
    public static VersionSnapshot Empty { get; } = new(FrozenDictionary<string, Servable[]>.Empty, FrozenDictionary<string, VersionStatus[]>.Empty);

    /// <summary>Gets the statuses of every model ever seen, newest version first.</summary>
    public FrozenDictionary<string, VersionStatus[]> Statuses => statuses;

    /// <summary>Gets the names of the models that serve.</summary>
    public IReadOnlyList<string> Names => serving.Keys;

    /// <summary>Finds a version, or the newest one.</summary>
    public Servable? Find(string name, long? version)
    {
        if (!serving.TryGetValue(name, out var versions))
        {
            return null;
        }

        foreach (var servable in versions)
        {
            if (version is null || servable.Id.Version == version)
            {
                return servable;
            }
        }

        return null;
    }

    /// <summary>Lists the serving versions of a model, newest first.</summary>
    public IReadOnlyList<Servable> Versions(string name) => serving.GetValueOrDefault(name) ?? [];
}
