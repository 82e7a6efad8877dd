using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>Posts prepared bodies to a URL.</summary>
internal sealed class HttpPredictClient(PreparedTarget target, HttpMessageInvoker invoker) : IPredictClient
{
    public IPredictCaller CreateCaller() => new HttpPredictCaller(target, invoker);

    public void Dispose() => invoker.Dispose();
}
