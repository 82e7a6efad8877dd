namespace Aspire.Hosting.ApplicationModel;

/// <summary>Shows that two resources belong together: as Reference, WaitFor, Parent or any other type.</summary>
public sealed record ResourceRelationshipAnnotation(IResource Resource, string Type) : IResourceAnnotation;
