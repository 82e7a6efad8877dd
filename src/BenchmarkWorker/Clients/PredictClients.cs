using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>Chooses the client that speaks a target's protocol.</summary>
internal static class PredictClients
{
    /// <param name="target">Whom to call.</param>
    /// <param name="concurrency">The most requests in flight at once.</param>
    /// <param name="timeout">The deadline of each request.</param>
    public static IPredictClient Create(PreparedTarget target, int concurrency, TimeSpan timeout)
    {
        var isGrpc = target.Protocol.IsGrpc();
        var connections = new LoadConnections(concurrency, timeout, target.Settings, isGrpc || target.Settings.Http2);
        return isGrpc ? new GrpcPredictClient(target, connections, timeout) : new HttpPredictClient(target, connections);
    }
}
