using System.Diagnostics;
using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace ModelServing.Gateway.Forwarding;

/// <summary>The pooled connections to backends: one pool for HTTP/1.1, one for gRPC.</summary>
internal sealed class BackendConnections : IDisposable
{
    public HttpMessageInvoker Http { get; } = new(Handler());

    public HttpMessageInvoker Grpc { get; } = new(Handler());

    public void Dispose()
    {
        Http.Dispose();
        Grpc.Dispose();
    }

    private static SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
    };
}
