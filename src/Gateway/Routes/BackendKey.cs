namespace ModelServing.Gateway.Routes;

/// <summary>A port of a Service: what a destination names.</summary>
internal readonly record struct BackendKey(string Namespace, string Service, int Port)
{
    /// <summary>Reads a destination host; short names belong to the namespace of the object that uses them.</summary>
    /// <remarks><c>host = service [ "." namespace [ ".svc" [ "." cluster-domain ] ] ]</c>.</remarks>
    public static BackendKey Parse(string host, int port, string fallbackNamespace)
    {
        var first = host.IndexOf('.');
        if (first < 0)
        {
            return new(fallbackNamespace, host, port);
        }

        var second = host.IndexOf('.', first + 1);
        var ns = second < 0 ? host[(first + 1)..] : host[(first + 1)..second];
        return new(ns, host[..first], port);
    }

    public override string ToString() => $"{Service}.{Namespace}:{Port}";
}
