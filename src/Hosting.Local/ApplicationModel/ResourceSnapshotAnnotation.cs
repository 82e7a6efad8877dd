namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is shown of a resource before anything runs.</summary>
public record ResourceSnapshotAnnotation(CustomResourceSnapshot InitialSnapshot) : IResourceAnnotation;
