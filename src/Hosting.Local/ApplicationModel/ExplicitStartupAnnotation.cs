namespace Aspire.Hosting.ApplicationModel;

/// <summary>Leaves a resource stopped until somebody starts it.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;
