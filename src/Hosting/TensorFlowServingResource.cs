namespace ModelServing.Hosting;

/// <summary>The stock TensorFlow Serving container.</summary>
/// <param name="name">The resource name, also used for service discovery.</param>
public sealed class TensorFlowServingResource(string name) : ContainerResource(name), IResourceWithServiceDiscovery
{
    /// <summary>Gets the REST endpoint.</summary>
    public EndpointReference RestEndpoint => field ??= new(this, ModelServingEndpoints.Http);

    /// <summary>Gets the gRPC endpoint.</summary>
    public EndpointReference GrpcEndpoint => field ??= new(this, ModelServingEndpoints.Grpc);
}
