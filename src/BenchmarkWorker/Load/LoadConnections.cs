using System.Net;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>The connections of a load generator: nothing between us and the wire that a request does not need.</summary>
internal static class LoadConnections
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);

    public static HttpMessageInvoker Create(int concurrency, TimeSpan timeout) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = concurrency,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        ConnectTimeout = timeout * 0.9 < LongestConnect ? timeout * 0.9 : LongestConnect, // before the deadline, which would hide what took so long
        EnableMultipleHttp2Connections = true,
        AutomaticDecompression = DecompressionMethods.None,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    });
}
