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
        context.EnvironmentVariables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        if (context.ExecutionContext.IsPublishMode)
        {
            context.EnvironmentVariables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
        }

        List<EndpointAnnotation> endpoints = [.. context.Resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.UriScheme is "http" or "https")];
        if (endpoints.Count == 0)
        {
            return;
        }

        if (context.ExecutionContext.IsPublishMode)
        {
            context.EnvironmentVariables["HTTP_PORTS"] = Ports((IResourceWithEndpoints)context.Resource, endpoints);
            return;
        }

        context.EnvironmentVariables["ASPNETCORE_URLS"] = string.Join(';', endpoints.Select(endpoint =>
            $"{endpoint.UriScheme}://{endpoint.TargetHost}:{endpoint.AllocatedEndpoint?.TargetPortExpression ?? endpoint.TargetPort?.ToString()}"));
    }

    private static ReferenceExpression Ports(IResourceWithEndpoints resource, List<EndpointAnnotation> endpoints)
    {
        var ports = new ReferenceExpression.ExpressionInterpolatedStringHandler(endpoints.Count - 1, endpoints.Count);
        foreach (var endpoint in endpoints)
        {
            ports.AppendLiteral(endpoint == endpoints[0] ? "" : ";");
            ports.AppendFormatted(new EndpointReference(resource, endpoint.Name).Property(EndpointProperty.TargetPort));
        }

        return ReferenceExpression.Create(ports);
    }
}
