using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>Posts prepared bodies to a URL.</summary>
internal sealed class HttpPredictClient(PreparedTarget target, LoadConnections connections) : IPredictClient
{
    public IPredictCaller CreateCaller() => new HttpPredictCaller(target, connections);

    public void Dispose() => connections.Dispose();
}
