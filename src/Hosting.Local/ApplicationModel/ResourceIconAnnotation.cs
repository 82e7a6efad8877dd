namespace Aspire.Hosting.ApplicationModel;

/// <summary>The icon of a resource, by its Fluent UI name.</summary>
public sealed record ResourceIconAnnotation(string IconName) : IResourceAnnotation;
