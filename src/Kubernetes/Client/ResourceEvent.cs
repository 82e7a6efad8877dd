namespace ModelServing.Kubernetes.Client;

/// <summary>One change seen by a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Resource">The object after the change (before it, for a deletion).</param>
public sealed record ResourceEvent<T>(ResourceEventType Type, T Resource);
