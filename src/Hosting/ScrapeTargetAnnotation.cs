namespace ModelServing.Hosting;

/// <summary>An address Prometheus reads metrics from.</summary>
internal sealed record ScrapeTargetAnnotation(EndpointReference Endpoint, string Path) : IResourceAnnotation;
