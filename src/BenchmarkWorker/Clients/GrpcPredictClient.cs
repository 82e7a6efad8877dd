using Grpc.Net.Client;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>Calls a gRPC method with messages that are already bytes.</summary>
internal sealed class GrpcPredictClient(PreparedTarget target, LoadConnections connections, TimeSpan timeout) : IPredictClient
{
    private readonly Dictionary<SocketsHttpHandler, GrpcChannel> _channels = [];

    public IPredictCaller CreateCaller()
    {
        lock (_channels)
        {
            var handler = connections.Join();
            if (!_channels.TryGetValue(handler, out var channel))
            {
                channel = _channels[handler] = GrpcChannels.Create(target.PredictUrl, handler, target.Host);
            }

            return new GrpcPredictCaller(target, channel.CreateCallInvoker(), timeout, () => connections.Leave(handler));
        }
    }

    public void Dispose()
    {
        foreach (var channel in _channels.Values)
        {
            channel.Dispose();
        }

        connections.Dispose();
    }
}
