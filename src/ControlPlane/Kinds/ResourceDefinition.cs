using ModelServing.ControlPlane.CustomResources;

namespace ModelServing.ControlPlane.Kinds;

/// <summary>One kind as the API serves it in one version.</summary>
internal sealed record ResourceDefinition
{
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    public required string Plural { get; init; }

    public string Singular => SingularName ?? Kind.ToLowerInvariant();

    /// <summary>Gets the name of one object, where it is not the kind in small letters.</summary>
    public string? SingularName { get; init; }

    public string ListKind => ListKindName ?? $"{Kind}List";

    /// <summary>Gets the kind of a list, where it is not the kind and <c>List</c>.</summary>
    public string? ListKindName { get; init; }

    public string[] ShortNames { get; init; } = [];

    public string[] Categories { get; init; } = [];

    public bool Namespaced { get; init; } = true;

    public bool HasStatus { get; init; }

    /// <summary>Gets a value that says whether <c>metadata.generation</c> counts changes of the desired state.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Gets where <c>replicas</c> lies below <c>spec</c> and <c>status</c>, and where the selector is; null without a scale subresource.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>Gets the class with the kind's fields; null where anything goes.</summary>
    public Type? Model { get; init; }

    /// <summary>Gets a value that says whether the kind comes from a custom resource definition: no strategic merge, unknown fields are kept.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Gets a value that says whether the local cluster keeps objects of this kind without acting on them.</summary>
    public bool IsOnlyStored { get; init; }

    /// <summary>Gets the schema and columns of an applied custom resource definition; null without one.</summary>
    public CustomVersion? Custom { get; init; }

    /// <summary>Gets the fields that a field selector may name, beside <c>metadata.name</c> and <c>metadata.namespace</c>.</summary>
    public string[] FieldLabels { get; init; } = [];

    /// <summary>Gets the version in which objects are stored; null for <see cref="Version"/> itself.</summary>
    public string? StorageVersion { get; init; }

    public string ApiVersion => ApiVersionOf(Version);

    public string StorageApiVersion => ApiVersionOf(StorageVersion ?? Version);

    /// <summary>Gets the name that all versions of the resource share, as error messages print it: <c>deployments.apps</c>.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    private string ApiVersionOf(string version) => Group.Length == 0 ? version : $"{Group}/{version}";
}
