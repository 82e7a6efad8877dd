namespace ModelServing.Kubernetes.Client;

/// <summary>What to list or watch.</summary>
/// <param name="Namespace">The namespace, or null for all.</param>
/// <param name="LabelSelector">A label selector in Kubernetes' syntax, or null.</param>
/// <param name="FieldSelector">A field selector such as <c>spec.nodeName=node-1</c>, or null.</param>
public sealed record ResourceQuery(string? Namespace = null, string? LabelSelector = null, string? FieldSelector = null)
{
    /// <summary>Gets the query for every object of a kind.</summary>
    public static ResourceQuery All { get; } = new();
}
