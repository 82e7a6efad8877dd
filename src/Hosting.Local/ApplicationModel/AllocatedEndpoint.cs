namespace Aspire.Hosting.ApplicationModel;

/// <summary>The address of an endpoint.</summary>
public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
{
    /// <summary>Gets the endpoint.</summary>
    public EndpointAnnotation Endpoint { get; } = endpoint;

    /// <summary>Gets the host.</summary>
    public string Address { get; } = address;

    /// <summary>Gets the port.</summary>
    public int Port { get; } = port;

    /// <summary>Gets the expression for the port the resource listens on.</summary>
    public string? TargetPortExpression { get; } = targetPortExpression;

    /// <summary>Gets the URL.</summary>
    public string UriString => $"{Endpoint.UriScheme}://{Address}:{Port}";
}
