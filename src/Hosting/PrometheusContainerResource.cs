namespace ModelServing.Hosting;

/// <summary>Prometheus in a container.</summary>
/// <param name="name">The resource name.</param>
public sealed class PrometheusContainerResource(string name) : ContainerResource(name), IResourceWithServiceDiscovery;
