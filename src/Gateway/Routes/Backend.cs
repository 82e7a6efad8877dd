using ModelServing.Gateway.Graphs;

namespace ModelServing.Gateway.Routes;

/// <summary>A Service port with its ready endpoints; a Seldon predictor has a graph instead of endpoints of its own.</summary>
internal sealed class Backend(BackendKey key, BackendEndpoint[] endpoints)
{
    private uint _turn;

    public BackendKey Key { get; } = key;

    public string Service => Key.Service;

    public string Namespace => Key.Namespace;

    /// <summary>Gets the Host header the backend sees, as behind a mesh.</summary>
    public string Authority { get; } = $"{key.Service}.{key.Namespace}.svc.cluster.local";

    public BackendEndpoint[] Endpoints { get; } = endpoints;

    /// <summary>Gets the port of the same Service that speaks gRPC, when it has one of its own.</summary>
    public Backend? Grpc { get; init; }

    public Predictor? Predictor { get; init; }

    /// <summary>Picks the least loaded endpoint; ties take turns. Suspended endpoints are a last resort.</summary>
    public BackendEndpoint? Pick(long now)
    {
        var endpoints = Endpoints;
        if (endpoints.Length < 2)
        {
            return endpoints.Length == 0 ? null : endpoints[0];
        }

        var start = (int)(Interlocked.Increment(ref _turn) % (uint)endpoints.Length);
        var best = endpoints[start];
        var bestLoad = Load(best, now);
        for (var i = 1; i < endpoints.Length && bestLoad > 0; i++)
        {
            var candidate = endpoints[(start + i) % endpoints.Length];
            var load = Load(candidate, now);
            if (load < bestLoad)
            {
                (best, bestLoad) = (candidate, load);
            }
        }

        return best;
    }

    private static long Load(BackendEndpoint endpoint, long now) => endpoint.InFlight + (endpoint.IsSuspended(now) ? int.MaxValue : 0L);
}
