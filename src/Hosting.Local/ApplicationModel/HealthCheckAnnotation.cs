namespace Aspire.Hosting.ApplicationModel;

/// <summary>Ties a registered health check to a resource.</summary>
public record HealthCheckAnnotation(string Key) : IResourceAnnotation;
