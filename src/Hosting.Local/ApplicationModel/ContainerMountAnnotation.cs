namespace Aspire.Hosting.ApplicationModel;

/// <summary>A host folder that a container sees.</summary>
public sealed record ContainerMountAnnotation(string Source, string Target, bool IsReadOnly) : IResourceAnnotation;
