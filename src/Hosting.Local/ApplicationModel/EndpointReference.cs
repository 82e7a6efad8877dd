namespace Aspire.Hosting.ApplicationModel;

/// <summary>Refers to an endpoint whose address is known only later.</summary>
/// <param name="owner">The resource with the endpoint.</param>
/// <param name="endpointName">The endpoint's name.</param>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IExpressionValue
{
    /// <summary>Gets the resource with the endpoint.</summary>
    public IResourceWithEndpoints Resource { get; } = owner;

    /// <summary>Gets the endpoint's name.</summary>
    public string EndpointName { get; } = endpointName;

    /// <summary>Gets a value indicating whether the address is known.</summary>
    public bool IsAllocated => Find()?.AllocatedEndpoint is not null;

    /// <summary>Gets the endpoint.</summary>
    public EndpointAnnotation EndpointAnnotation => Find()
        ?? throw new InvalidOperationException($"Resource '{Resource.Name}' has no endpoint '{EndpointName}'.");

    /// <summary>Gets the scheme.</summary>
    public string Scheme => EndpointAnnotation.UriScheme;

    /// <summary>Gets the host.</summary>
    public string Host => Allocated.Address;

    /// <summary>Gets the port.</summary>
    public int Port => Allocated.Port;

    /// <summary>Gets the URL.</summary>
    public string Url => Allocated.UriString;

    /// <inheritdoc/>
    public string ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";

    private AllocatedEndpoint Allocated => EndpointAnnotation.AllocatedEndpoint
        ?? throw new InvalidOperationException($"Endpoint '{EndpointName}' of resource '{Resource.Name}' has no address yet.");

    /// <summary>Refers to a part of the address.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);

    private EndpointAnnotation? Find()
        => Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(endpoint => string.Equals(endpoint.Name, EndpointName, StringComparison.OrdinalIgnoreCase));
}
