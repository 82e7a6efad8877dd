namespace ModelServing.Kubernetes.Schemas;

/// <summary>One field of a structure.</summary>
/// <param name="Name">The JSON name.</param>
/// <param name="Type">What it holds.</param>
/// <param name="MergeKey">The key by which a strategic merge patch merges the list's items; empty for lists of scalars; null where the list is replaced.</param>
/// <param name="RetainsKeys">Whether a strategic merge patch may name the only keys to keep.</param>
public sealed record FieldSchema(string Name, FieldType Type, string? MergeKey, bool RetainsKeys);
