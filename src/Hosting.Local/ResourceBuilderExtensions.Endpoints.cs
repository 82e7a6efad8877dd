using System.Net.Sockets;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds an HTTP endpoint.</summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, bool? isProxied = null)
        where T : IResourceWithEndpoints
        => builder.AddEndpoint("http", port, targetPort, name, isProxied);

    /// <summary>Adds an HTTPS endpoint.</summary>
    public static IResourceBuilder<T> WithHttpsEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, bool? isProxied = null)
        where T : IResourceWithEndpoints
        => builder.AddEndpoint("https", port, targetPort, name, isProxied);

    /// <summary>Changes an endpoint, adding it when it is not there.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true)
        where T : IResourceWithEndpoints
    {
        var endpoint = builder.Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(known => known.Name == endpointName);
        if (endpoint is null && !createIfNotExists)
        {
            return builder;
        }

        if (endpoint is null)
        {
            endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: endpointName);
            builder.WithAnnotation(endpoint);
        }

        callback(endpoint);
        return builder;
    }

    /// <summary>Refers to an endpoint.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints
        => new(builder.Resource, name);

    /// <summary>Lets a resource find another by its name: <c>services__{name}__{endpoint}__0</c> and <c>{NAME}_{ENDPOINT}</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
        => builder
            .WithEnvironment(context => source.Resource.GetEndpoints().ToList().ForEach(endpoint => Inject(context, endpoint)))
            .WithReferenceRelationship(source.Resource);

    private static IResourceBuilder<T> AddEndpoint<T>(this IResourceBuilder<T> builder, string scheme, int? port, int? targetPort, string? name, bool? isProxied)
        where T : IResourceWithEndpoints
    {
        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, scheme, name: name, port: port, targetPort: targetPort, isProxied: isProxied);
        if (builder.Resource.Annotations.OfType<EndpointAnnotation>().Any(known => known.Name == endpoint.Name))
        {
            throw new DistributedApplicationException($"Resource '{builder.Resource.Name}' already has an endpoint '{endpoint.Name}': give the second one a name.");
        }

        return builder.WithAnnotation(endpoint);
    }

    private static void Inject(EnvironmentCallbackContext context, EndpointReference endpoint)
    {
        var name = endpoint.Resource.Name;
        context.EnvironmentVariables[$"{name}_{endpoint.EndpointName}".Replace('-', '_').ToUpperInvariant()] = endpoint;
        context.EnvironmentVariables[$"services__{name}__{endpoint.EndpointName}__0"] = endpoint;
    }
}
