namespace ModelServing.Kubernetes.Client;

/// <summary>A list of objects at one resource version.</summary>
/// <param name="Items">The objects.</param>
/// <param name="ResourceVersion">The version to start a watch from.</param>
public sealed record ResourceList<T>(IReadOnlyList<T> Items, string ResourceVersion);
