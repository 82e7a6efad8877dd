namespace ModelServing.Gateway.Routes;

/// <summary>Publishes the current route table; readers take no lock.</summary>
internal sealed class RouteTableStore
{
    private RouteTable _current = RouteTable.Empty;

    public RouteTable Current => Volatile.Read(ref _current);

    public void Publish(RouteTable table) => Volatile.Write(ref _current, table);
}
