namespace ModelServing.ControlPlane.Authorization;

/// <summary>What somebody wants to do: to a resource, or to a path when <see cref="Path"/> is set.</summary>
internal sealed record AccessAttributes(string Verb)
{
    public string? Path { get; init; }

    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    /// <summary>Gets the namespace; empty at the cluster's scope and for all namespaces.</summary>
    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string FullResource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";
}
