namespace ModelServing.Hosting;

/// <summary>Prometheus as a process.</summary>
/// <param name="name">The resource name.</param>
/// <param name="command">The program.</param>
/// <param name="workingDirectory">The folder it runs in.</param>
public sealed class PrometheusExecutableResource(string name, string command, string workingDirectory)
    : ExecutableResource(name, command, workingDirectory), IResourceWithServiceDiscovery;
