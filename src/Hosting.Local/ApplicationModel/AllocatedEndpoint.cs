namespace Aspire.Hosting.ApplicationModel;

/// <summary>The address of an endpoint.</summary>
public record AllocatedEndpoint(EndpointAnnotation Endpoint, string Address, int Port, string? TargetPortExpression = null)
{
    /// <summary>Gets the URL.</summary>
    public string UriString => $"{Endpoint.UriScheme}://{Address}:{Port}";
}
