namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known about a resource after a change.</summary>
public record ResourceEvent(IResource Resource, string ResourceId, CustomResourceSnapshot Snapshot);
