namespace Aspire.Hosting.Kubernetes;

/// <summary>A Kubernetes cluster the application is published for.</summary>
/// <param name="name">The name of the environment.</param>
public sealed class KubernetesEnvironmentResource(string name) : Resource(name)
{
    /// <summary>Gets or sets a value indicating whether the chart brings a dashboard; the chart written here never does.</summary>
    public bool DashboardEnabled { get; set; }
}
