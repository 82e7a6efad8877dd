using System.Net;
using ModelServing.BenchmarkWorker.Clients;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>
/// The connections of a load generator: nothing between us and the wire that a request does not need. HTTP/1.1 has a connection per request in flight.
/// HTTP/2 shares one among so many streams, because a server lets no more than a hundred in and one connection is written by one thread at a time.
/// </summary>
internal sealed class LoadConnections(int concurrency, TimeSpan timeout, ClientSettings settings, bool isHttp2) : IDisposable
{
    private const int StreamsPerConnection = 50;
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);

    private readonly List<SocketsHttpHandler> _handlers = [];
    private int _callers;

    /// <summary>Gives the next caller its connections: those of the callers before it until they are full.</summary>
    public SocketsHttpHandler Next()
    {
        lock (_handlers)
        {
            var index = isHttp2 ? _callers++ / StreamsPerConnection : 0;
            if (index == _handlers.Count)
            {
                _handlers.Add(Create());
            }

            return _handlers[index];
        }
    }

    public void Dispose() => _handlers.ForEach(handler => handler.Dispose());

    private SocketsHttpHandler Create()
    {
        var handler = new SocketsHttpHandler
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
        };
        Certificates.Apply(handler, settings);
        return handler;
    }
}
