using Aspire.Hosting.Kubernetes;

namespace Aspire.Hosting;

/// <summary>Publishes for Kubernetes.</summary>
public static class KubernetesEnvironmentExtensions
{
    /// <summary>Publishes the application as a Helm chart; it changes nothing when the application runs here.</summary>
    public static IResourceBuilder<KubernetesEnvironmentResource> AddKubernetesEnvironment(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        var resource = new KubernetesEnvironmentResource(name);
        if (builder.ExecutionContext.IsRunMode)
        {
            return builder.CreateResourceBuilder(resource);
        }

        builder.Services.AddSingleton<HelmValues>();
        builder.Services.AddSingleton<HelmPublisher>();
        builder.Pipeline.AddStep(
            $"publish-{name}",
            context => context.Services.GetRequiredService<HelmPublisher>().WriteAsync(context.CancellationToken),
            requiredBy: WellKnownPipelineSteps.Publish);
        return builder.AddResource(resource);
    }

    /// <summary>Changes the environment.</summary>
    public static IResourceBuilder<KubernetesEnvironmentResource> WithProperties(this IResourceBuilder<KubernetesEnvironmentResource> builder, Action<KubernetesEnvironmentResource> configure)
    {
        configure(builder.Resource);
        return builder;
    }
}
