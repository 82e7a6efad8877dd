using System.Net;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>The connections of a load generator: nothing between us and the wire that a request does not need.</summary>
internal static class LoadConnections
{
    public static HttpMessageInvoker Create(int concurrency, TimeSpan connectTimeout) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = concurrency,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        ConnectTimeout = connectTimeout,
        EnableMultipleHttp2Connections = true,
        AutomaticDecompression = DecompressionMethods.None,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    });
}
