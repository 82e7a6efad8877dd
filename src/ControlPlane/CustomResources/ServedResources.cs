using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>
/// The kinds that are built in and those of established custom resource definitions. Derived from the stored definitions whenever these
/// have changed, so that a kind is served by the very next request, and again after a restart.
/// </summary>
internal sealed class ServedResources(ClusterStore store)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CompiledDefinition> _compiled = [];
    private volatile State? _state;

    public ResourceMap Current
    {
        get
        {
            var definitions = store.Snapshot.Of(DefinitionNames.Resource);
            return _state is { } state && ReferenceEquals(state.Definitions, definitions) ? state.Map : Derive();
        }
    }

    /// <summary>Finds the <c>openAPIV3Schema</c> of a custom resource in one version.</summary>
    public bool TryFindSchema(string group, string version, string plural, [NotNullWhen(true)] out JsonElement? schema)
    {
        schema = Current.TryFind(group, version, plural, out var resource) ? resource.Custom?.OpenApiSchema : null;
        return schema is not null;
    }

    private ResourceMap Derive()
    {
        lock (_lock)
        {
            var definitions = store.Snapshot.Of(DefinitionNames.Resource);
            if (_state is { } state && ReferenceEquals(state.Definitions, definitions))
            {
                return state.Map;
            }

            List<ResourceDefinition> custom = [.. definitions.Values.Where(DefinitionStatus.IsEstablished).SelectMany(Compile_NeedsLock)];
            var served = custom.Select(definition => (definition.GroupResource, definition.Version)).ToHashSet();
            var builtIn = ResourceCatalog.All
                .Where(definition => !served.Contains((definition.GroupResource, definition.Version)))
                .Select(definition => definition.IsCustom && custom.Find(other => other.GroupResource == definition.GroupResource) is { } applied
                    ? definition with { StorageVersion = applied.StorageVersion }
                    : definition);
            var map = new ResourceMap([.. builtIn, .. custom]);
            _state = new State(definitions, map);
            return map;
        }
    }

    private IReadOnlyList<ResourceDefinition> Compile_NeedsLock(StoredObject definition)
    {
        var compiled = CompiledDefinition.Of(definition, _compiled.GetValueOrDefault(definition.Key.Name));
        _compiled[definition.Key.Name] = compiled;
        return DefinitionReader.Read(definition, compiled);
    }

    private sealed record State(ImmutableSortedDictionary<StoreKey, StoredObject> Definitions, ResourceMap Map);
}
