using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using k8s.Models;

namespace ModelServing.ControlPlane.Kinds;

/// <summary>Every kind the API serves from the start, before any custom resource definition is applied.</summary>
internal static class ResourceCatalog
{
    public static IReadOnlyList<ResourceDefinition> All { get; } = [.. BuiltInResources.All, .. StoredResources.All, .. CustomResources.All];

    private static readonly FrozenDictionary<(string Group, string Version, string Plural), ResourceDefinition> ByPath =
        All.ToFrozenDictionary(definition => (definition.Group, definition.Version, definition.Plural));

    private static readonly FrozenDictionary<(string ApiVersion, string Kind), ResourceDefinition> ByKind =
        All.ToFrozenDictionary(definition => (definition.ApiVersion, definition.Kind));

    public static ResourceDefinition Namespaces { get; } = ByPath[("", "v1", "namespaces")];

    public static bool TryFind(string group, string version, string plural, [NotNullWhen(true)] out ResourceDefinition? definition) =>
        ByPath.TryGetValue((group, version, plural), out definition);

    public static bool TryFind(string apiVersion, string kind, [NotNullWhen(true)] out ResourceDefinition? definition) =>
        ByKind.TryGetValue((apiVersion, kind), out definition);

    /// <summary>Gives the kind of a class that carries a <see cref="KubernetesEntityAttribute"/>.</summary>
    public static ResourceDefinition Of<T>()
    {
        var entity = typeof(T).GetCustomAttribute<KubernetesEntityAttribute>();
        return entity is not null && TryFind(entity.Group ?? "", entity.ApiVersion, entity.PluralName, out var definition)
            ? definition
            : throw new InvalidOperationException($"{typeof(T)} is not served by this API");
    }
}
