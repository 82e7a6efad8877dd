namespace ModelServing.ModelServer.Grpc;

/// <summary>Which binding answers where a method has several. What the library binds comes after those that say, and its answer that there is no such method last.</summary>
internal sealed class MethodOrder
{
    public static readonly MethodOrder First = new(-2);
    public static readonly MethodOrder Second = new(-1);

    private readonly int _order;

    private MethodOrder(int order) => _order = order;

    /// <summary>Gives a route the order that its metadata says.</summary>
    public static void Apply(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder route && endpoint.Metadata.OfType<MethodOrder>().FirstOrDefault() is { } order)
        {
            route.Order = order._order;
        }
    }
}
