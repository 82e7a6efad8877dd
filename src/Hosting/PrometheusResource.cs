namespace ModelServing.Hosting;

/// <summary>Stands for Prometheus where neither a container engine nor the program is found.</summary>
/// <param name="name">The resource name.</param>
public sealed class PrometheusResource(string name) : Resource(name), IResourceWithServiceDiscovery;
