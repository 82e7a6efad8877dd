using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using k8s.Models;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>Every kind the API serves at one moment. Of two definitions that took the same kind at once, the first is found by it.</summary>
internal sealed class ResourceMap(IReadOnlyList<ResourceDefinition> all)
{
    private readonly FrozenDictionary<(string Group, string Version, string Plural), ResourceDefinition> _byPath =
        all.DistinctBy(definition => (definition.Group, definition.Version, definition.Plural))
            .ToFrozenDictionary(definition => (definition.Group, definition.Version, definition.Plural));

    private readonly FrozenDictionary<(string ApiVersion, string Kind), ResourceDefinition> _byKind =
        all.DistinctBy(definition => (definition.ApiVersion, definition.Kind)).ToFrozenDictionary(definition => (definition.ApiVersion, definition.Kind));

    private readonly FrozenDictionary<string, ResourceDefinition> _stored = all
        .GroupBy(definition => definition.GroupResource)
        .ToFrozenDictionary(group => group.Key, group => group.FirstOrDefault(definition => definition.ApiVersion == definition.StorageApiVersion) ?? group.First());

    public IReadOnlyList<ResourceDefinition> All => all;

    /// <summary>Gets the kinds of one version of a group.</summary>
    public IEnumerable<ResourceDefinition> In(string group, string version) => all.Where(definition => definition.Group == group && definition.Version == version);

    public bool TryFind(string group, string version, string plural, [NotNullWhen(true)] out ResourceDefinition? definition) =>
        _byPath.TryGetValue((group, version, plural), out definition);

    public bool TryFind(string apiVersion, string kind, [NotNullWhen(true)] out ResourceDefinition? definition) =>
        _byKind.TryGetValue((apiVersion, kind), out definition);

    /// <summary>Finds a resource as it is stored, whatever number of versions it is served in.</summary>
    public bool TryFindStored(string groupResource, [NotNullWhen(true)] out ResourceDefinition? definition) => _stored.TryGetValue(groupResource, out definition);

    /// <summary>Gives the kind of a class that carries a <see cref="KubernetesEntityAttribute"/>.</summary>
    public ResourceDefinition Of<T>()
    {
        var entity = typeof(T).GetCustomAttribute<KubernetesEntityAttribute>();
        return entity is not null && TryFind(entity.Group ?? "", entity.ApiVersion, entity.PluralName, out var definition)
            ? definition
            : throw new InvalidOperationException($"{typeof(T)} is not served by this API");
    }
}
