namespace Aspire.Hosting.ApplicationModel;

/// <summary>Makes a resource wait for another.</summary>
public sealed record WaitAnnotation(IResource Resource, WaitType WaitType) : IResourceAnnotation;
