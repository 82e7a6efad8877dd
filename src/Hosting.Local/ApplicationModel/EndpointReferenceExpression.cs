namespace Aspire.Hosting.ApplicationModel;

/// <summary>Refers to a part of an endpoint's address.</summary>
public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IExpressionValue
{
    /// <summary>Gets the endpoint.</summary>
    public EndpointReference Endpoint { get; } = endpointReference;

    /// <summary>Gets the part.</summary>
    public EndpointProperty Property { get; } = property;

    /// <inheritdoc/>
    public string ValueExpression => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{(Property == EndpointProperty.TargetPort ? "targetPort" : Property.ToString().ToLowerInvariant())}}}";

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Property switch
    {
        EndpointProperty.Url => Endpoint.Url,
        EndpointProperty.Port => Endpoint.Port.ToString(CultureInfo.InvariantCulture),
        EndpointProperty.TargetPort => Endpoint.EndpointAnnotation.AllocatedEndpoint?.TargetPortExpression,
        _ => throw new InvalidOperationException($"Endpoint property {Property} is not known."),
    });
}
