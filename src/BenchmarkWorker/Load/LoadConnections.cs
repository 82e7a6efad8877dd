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

    private readonly Lock _lock = new();
    private readonly List<SocketsHttpHandler> _handlers = [];
    private readonly List<int> _streams = [];

    /// <summary>Gives a caller the first connections that have room for it.</summary>
    public SocketsHttpHandler Join()
    {
        lock (_lock)
        {
            var index = isHttp2 ? _streams.FindIndex(streams => streams < StreamsPerConnection) : _handlers.Count - 1;
            if (index < 0)
            {
                index = _handlers.Count;
                _handlers.Add(Create());
                _streams.Add(0);
            }

            _streams[index]++;
            return _handlers[index];
        }
    }

    /// <summary>Takes a caller's place back.</summary>
    public void Leave(SocketsHttpHandler handler)
    {
        lock (_lock)
        {
            _streams[_handlers.IndexOf(handler)]--;
        }
    }

    public void Dispose() => _handlers.ForEach(handler => handler.Dispose());

    private SocketsHttpHandler Create()
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = concurrency,
            PooledConnectionLifetime = settings.DisableKeepAlive ? TimeSpan.Zero : Timeout.InfiniteTimeSpan,
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
