namespace Aspire.Hosting;

/// <summary>Adds projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project the AppHost refers to; it listens on the endpoints it is given.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, [ResourceName] string name)
        where TProject : IProjectMetadata, new()
        => builder.AddResource(new ProjectResource(name))
            .WithAnnotation(new TProject())
            .WithEnvironment(SetListeners)
            .WithOtlpExporter();

    private static void SetListeners(EnvironmentCallbackContext context)
    {
        List<EndpointAnnotation> endpoints = [.. context.Resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.UriScheme is "http" or "https")];
        if (endpoints.Count == 0)
        {
            return;
        }

        if (context.ExecutionContext.IsPublishMode)
        {
            context.EnvironmentVariables["HTTP_PORTS"] = new EndpointReference((IResourceWithEndpoints)context.Resource, endpoints[0].Name).Property(EndpointProperty.TargetPort);
            return;
        }

        context.EnvironmentVariables["ASPNETCORE_URLS"] = string.Join(';', endpoints.Select(endpoint =>
            $"{endpoint.UriScheme}://{endpoint.TargetHost}:{endpoint.AllocatedEndpoint?.TargetPortExpression ?? endpoint.TargetPort?.ToString()}"));
    }
}
